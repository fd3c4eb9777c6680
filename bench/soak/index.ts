/**
 * Whether memory stays level over very many short requests, through the real app with its live view on screen:
 * `node bench/soak/index.ts [--requests N] [--users N] [--every S] [--json FILE]`. Linux only.
 */
import Database from 'better-sqlite3'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { launchApp, type RunningApp } from '../../scripts/lib/app/launch.ts'
import { startSimulatorProcess } from '../../scripts/lib/app/simulator.ts'
import { addServer, fillRunForm, openSession, startRun } from '../../scripts/lib/app/views.ts'
import { ensureBuilt } from '../../scripts/lib/build.ts'
import { withDisplay } from '../../scripts/lib/display.ts'
import { databasePath } from '../../src/node/app-paths.ts'
import { byName, readProcesses } from '../app/processes.ts'
import { flatness, type MemorySample } from './flatness.ts'

const { values } = parseArgs({ options: { requests: { type: 'string', default: '1000000' }, users: { type: 'string', default: '16' }, every: { type: 'string', default: '10' }, json: { type: 'string' } } })
const wanted = Number(values.requests)
const users = Number(values.users)
const everyMs = Number(values.every) * 1000
/** Slower than this is no run but a standstill. */
const minRequestsPerS = 50
const openLimitMs = 180_000
const MIB = 2 ** 20

if (process.platform !== 'linux') {
  process.stderr.write('This bench reads /proc, which only Linux has.\n')
  process.exit(1)
}
const built = await ensureBuilt()
if (built !== 0) process.exit(built)

await withDisplay(async (env) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'llm-dyno-soak-'))
  const simulator = await startSimulatorProcess(['--slots', String(users), '--script-first-token-ms', '1', '--script-gap-ms', '1', '--script-tokens', '2'])
  try {
    const app = await launchApp({ dataDir, env })
    try {
      report(await soak(app, simulator.url, dataDir))
    } finally {
      await app.close()
    }
  } finally {
    await simulator.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
})

async function soak(app: RunningApp, url: string, dataDir: string) {
  await addServer(app, url)
  await fillRunForm(app, { url, name: 'Soak', stages: [users], stageDurationS: null, stageRequests: wanted, warmupRequests: 2, promptTokens: 8, outputTokens: 2, drainS: 10, baselineS: 0, tailS: 0 })
  await startRun(app)
  const startedAtMs = performance.now()
  const samples: MemorySample[] = []
  const limitS = wanted / minRequestsPerS + 120
  for (let state = readState(dataDir); state.isRunning; state = readState(dataDir)) {
    await sleep(everyMs)
    // The analysis at the end is measured by itself.
    if (!readState(dataDir).isRunning) break
    const atS = (performance.now() - startedAtMs) / 1000
    const rssBytes = Object.fromEntries([...byName(await readProcesses(app))].map(([name, use]) => [name, use.rssBytes]))
    samples.push({ atS, requests: readState(dataDir).requests, rssBytes })
    console.log(`${atS.toFixed(0)} s, ${samples.at(-1)?.requests} requests: ${['engine', 'recorder', 'page', 'main'].map((name) => `${name} ${Math.round((rssBytes[name] ?? 0) / MIB)} MiB`).join(', ')}`)
    if (atS > limitS) throw new Error('the run takes far too long')
  }
  const runS = (performance.now() - startedAtMs) / 1000
  return { samples, runS, requests: readState(dataDir).requests, opened: await opened(app) }
}

/** What opening the session costs, analysis included. */
async function opened(app: RunningApp) {
  // A whole analysis may have to be waited for.
  app.page.setDefaultTimeout(openLimitMs)
  const fromMs = performance.now()
  await openSession(app, 'Soak')
  await app.page.getByRole('heading', { name: app.t('domain:layer.capacity'), exact: true }).last().waitFor()
  const seconds = (performance.now() - fromMs) / 1000
  const rss = byName(await readProcesses(app))
  return { seconds, recorderMib: (rss.get('recorder')?.rssBytes ?? 0) / MIB, pageMib: (rss.get('page')?.rssBytes ?? 0) / MIB }
}

/** From the database, so that looking changes nothing in the app. */
function readState(dataDir: string): { readonly isRunning: boolean; readonly requests: number } {
  const db = new Database(databasePath(dataDir), { readonly: true })
  try {
    const row = db.prepare<[], { status: string; requests: number }>('SELECT status, requests FROM sessions ORDER BY pk DESC LIMIT 1').get()
    // A thorough run is calibrated first: its session begins after that.
    return { isRunning: row === undefined || row.status === 'running', requests: row?.requests ?? 0 }
  } finally {
    db.close()
  }
}

function report({ samples, runS, requests, opened: view }: Awaited<ReturnType<typeof soak>>): void {
  const rows = flatness(samples, ['engine', 'recorder', 'page', 'main'])
  console.log(`\n${requests} requests by ${users} users in ${runS.toFixed(0)} s (${(requests / runS).toFixed(0)}/s); memory after the first 10 %`)
  console.table(rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, typeof value === 'number' ? Number(value.toFixed(2)) : value]))))
  console.log(`opening the session: ${view.seconds.toFixed(1)} s, then recorder ${view.recorderMib.toFixed(0)} MiB, page ${view.pageMib.toFixed(0)} MiB`)
  if (values.json !== undefined) writeFileSync(values.json, JSON.stringify({ requests, users, runS, rows, view, samples }, null, 2))
}
