/** What the app costs on this machine: `node bench/app/index.ts [--repeats N] [--users N] [--json FILE]`. Linux only. */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { ensureBuilt } from '../../scripts/lib/build.ts'
import { withDisplay } from '../../scripts/lib/display.ts'
import { readRuntime } from '../../scripts/lib/electron.ts'
import { measureIdle, measureRun, measureStart, type StartTimes } from './measure.ts'
import { byName } from './processes.ts'

const { values } = parseArgs({ options: { repeats: { type: 'string', default: '5' }, users: { type: 'string', default: '8' }, json: { type: 'string' } } })
const MIB = 2 ** 20

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN
}

if (process.platform !== 'linux') {
  process.stderr.write('This bench reads /proc, which only Linux has.\n')
  process.exit(1)
}
const built = await ensureBuilt()
if (built !== 0) process.exit(built)

await withDisplay(async (env, isVirtual) => {
  console.log(`Electron ${readRuntime().version}, ${isVirtual ? 'virtual' : 'real'} display`)

  const starts: StartTimes[] = []
  for (let i = 0; i < Number(values.repeats); i += 1) starts.push(await measureStart(env))
  const navigationMs = median(starts.map((start) => start.navigationMs))
  const interactiveMs = median(starts.map((start) => start.interactiveMs))
  console.log(`\nStart, median of ${starts.length}: page loads after ${navigationMs.toFixed(0)} ms, interactive after ${interactiveMs.toFixed(0)} ms`)

  const idle = byName(await measureIdle(env))
  const idleRows = [...idle].map(([name, { rssBytes, pssBytes }]) => ({ process: name, 'RSS MiB': Math.round(rssBytes / MIB), 'PSS MiB': Math.round(pssBytes / MIB) }))
  const total = idleRows.reduce((sum, row) => ({ process: 'all', 'RSS MiB': sum['RSS MiB'] + row['RSS MiB'], 'PSS MiB': sum['PSS MiB'] + row['PSS MiB'] }), { process: 'all', 'RSS MiB': 0, 'PSS MiB': 0 })
  console.log('\nIdle memory')
  console.table([...idleRows, total])

  const run = await measureRun(env, Number(values.users))
  console.log(`\nDuring a run: ${values.users} users, ${run.tokensPerS} tok/s, live view on screen, ${run.seconds.toFixed(0)} s`)
  console.table([...run.cpuPercent].map(([name, percent]) => ({ process: name, 'CPU % of one core': Number(percent.toFixed(1)) })))
  console.log(`live frames ${run.liveFramesPerS.toFixed(1)} /s, IPC events ${run.ipcEventsPerS.toFixed(1)} /s, animation frames p50 ${run.frameP50Ms.toFixed(1)} ms, p95 ${run.frameP95Ms.toFixed(1)} ms`)

  if (values.json !== undefined) {
    writeFileSync(values.json, JSON.stringify({ electron: readRuntime().version, isVirtual, starts, idle: Object.fromEntries(idle), run: { ...run, cpuPercent: Object.fromEntries(run.cpuPercent) } }, null, 2))
  }
})
