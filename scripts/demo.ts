// The main job, live: the bundled simulator, the app in a real window, one whole session, its report. Exit code 0 only if it was completed and stored.

import { mkdirSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { summaryText } from '../src/cli/summary.ts'
import { analyseSession } from '../src/core/analysis/index.ts'
import { databasePath } from '../src/node/app-paths.ts'
import { openStore } from '../src/node/db/store.ts'
import { nearestLanguage } from '../src/shared/i18n/index.ts'
import type { Language } from '../src/shared/i18n/index.ts'
import { freeWellKnownPort } from './lib/app/free-port.ts'
import { answerSaveDialog, launchApp } from './lib/app/launch.ts'
import type { RunningApp } from './lib/app/launch.ts'
import { startSimulatorProcess } from './lib/app/simulator.ts'
import { fillRunForm, serverCard, startRun, waitForProgress, waitForRunEnd } from './lib/app/views.ts'
import { ensureBuilt } from './lib/build.ts'
import { withDisplay } from './lib/display.ts'
import { projectRoot } from './lib/electron.ts'

/** Everything the demo writes; made anew each time. */
const folder = join(projectRoot, '.cache', 'demo')
const dataDir = join(folder, 'data')
const files = {
  report: join(folder, 'report.html'),
  live: join(folder, 'live.png'),
  session: join(folder, 'session.png'),
  database: databasePath(dataDir),
}

const NAME = 'Demo'
const RUN = {
  stages: [1, 2, 4, 8],
  stageDurationS: 5,
  warmupRequests: 2,
  promptTokens: 128,
  outputTokens: 32,
  pauseS: 0.5,
  drainS: 15,
  baselineS: 1.5,
  tailS: 1.5,
}
const RUN_LIMIT_MS = 120_000
/** Into the third stage: enough on screen for a picture. */
const PICTURE_AT_FRACTION = 0.7
/** Between steps where somebody may be watching. */
const PACE_MS = 1_200

const say = (text: string): void => void process.stdout.write(`${text}\n`)

/** Does what a person would, and leaves the report and two pictures. */
async function show(app: RunningApp, url: string, pace: () => Promise<void>): Promise<void> {
  const { electron, page, t } = app
  await serverCard(app, url).getByText(t('servers:reachable')).waitFor()
  say(`The app found the simulator on ${url}.`)
  await pace()
  await fillRunForm(app, { url, name: NAME, ...RUN })
  await pace()
  await startRun(app)
  say(`It runs: ${RUN.stages.join(', ')} users, ${RUN.stageDurationS} s each.`)
  await waitForProgress(app, PICTURE_AT_FRACTION * 100, RUN_LIMIT_MS)
  await page.screenshot({ path: files.live })
  await waitForRunEnd(app, RUN_LIMIT_MS)
  await page.getByRole('heading', { level: 1, name: NAME }).waitFor()
  await page.screenshot({ path: files.session })
  await answerSaveDialog(electron, files.report)
  await page.getByRole('button', { name: t('session:export.html') }).click()
  await page.getByText(t('session:export.saved', { fileName: 'report.html' })).waitFor()
  await pace()
}

/** Reads the session back from the database. @returns whether it was completed */
function report(language: Language): boolean {
  const store = openStore(files.database)
  try {
    const item = store.sessions.list().find(({ name }) => name === NAME)
    const stored = item === undefined ? null : store.load(item.id)
    if (stored === null) {
      say('The session was not stored.')
      return false
    }
    say(`\n${summaryText({ meta: stored.meta, analysis: analyseSession(stored) }, language)}`)
    return stored.meta.status === 'completed'
  } finally {
    store.close()
  }
}

async function main(): Promise<number> {
  const built = await ensureBuilt()
  if (built !== 0) return built
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(dataDir, { recursive: true })
  const language = nearestLanguage(Intl.DateTimeFormat().resolvedOptions().locale)
  const port = await freeWellKnownPort()
  if (port === null) throw new Error('Every port on which the app looks for servers is taken.')
  const simulator = await startSimulatorProcess(['--port', String(port)])
  try {
    await withDisplay(async (env, isVirtual) => {
      say(
        isVirtual ? 'No screen here: the window opens on a virtual one.' : 'The window opens and works by itself; leave it alone for half a minute.',
      )
      const app = await launchApp({ dataDir, env, language, isForPeople: !isVirtual })
      try {
        await show(app, simulator.url, () => sleep(isVirtual ? 0 : PACE_MS))
      } finally {
        await app.close()
      }
    })
  } finally {
    await simulator.stop()
  }
  const isComplete = report(language)
  const paths = { Report: files.report, Database: files.database, Screenshot: files.session, 'During the run': files.live }
  for (const [label, path] of Object.entries(paths)) say(`${`${label}:`.padEnd(16)}${relative(process.cwd(), path)}`)
  return isComplete ? 0 : 1
}

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`The demo failed: ${error instanceof Error ? error.message : String(error)}\n`)
  return 1
})
