// kill -9 in the middle of a run: what was finished up to a second before is kept, and the session says what happened.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isRunning, pidOf, waitUntilGone } from '../../scripts/lib/app/processes.ts'
import type { RunningApp } from '../../scripts/lib/app/launch.ts'
import type { SimulatorProcess } from '../../scripts/lib/app/simulator.ts'
import { addServer, fillRunForm, goTo, openSession, sessionRow, startRun, waitForRunEnd } from '../../scripts/lib/app/views.ts'
import { expect, test } from './support/fixtures.ts'
import { exportJson, fastMachine, longRun, shortRun } from './support/runs.ts'

/** Answers that the server had finished that long before are in the database, whatever was killed. */
const MAX_LOSS_MS = 1_000
const NAME = 'Cut short'

test('the engine', async ({ folder, launch, simulate }) => {
  const app = await launch()
  const simulator = await simulate(...fastMachine)
  await startLongRun(app, simulator)
  const engine = await pidOf(app.electron, 'LLM Dyno engine')
  const killedNs = kill(engine)
  await waitForRunEnd(app, 20_000)
  await expect(app.page.getByRole('alert').getByText(app.t('domain:failure.engine-crashed.title'))).toBeVisible()
  await expectKept(app, folder, simulator, killedNs, 'interrupted')

  // The next run needs no restart: a new engine is there.
  expect(await pidOf(app.electron, 'LLM Dyno engine')).not.toBe(engine)
  await fillRunForm(app, { url: simulator.url, name: 'After the crash', ...shortRun })
  await startRun(app)
  await waitForRunEnd(app, 30_000)
  await expect(app.page.getByText(app.t('domain:status.completed'), { exact: true })).toBeVisible()
})

test('the recorder', async ({ folder, launch, simulate }) => {
  const app = await launch()
  const simulator = await simulate(...fastMachine)
  await startLongRun(app, simulator)
  const recorder = await pidOf(app.electron, 'LLM Dyno recorder')
  const killedNs = kill(recorder)
  await waitForRunEnd(app, 20_000)
  await expectKept(app, folder, simulator, killedNs, 'interrupted')
  await app.close()

  const again = await launch()
  await goTo(again, 'sessions')
  await expect(sessionRow(again, NAME).getByText(again.t('domain:status.interrupted'))).toBeVisible()
})

test('the recorder, while the machine is looked at', async ({ launch }) => {
  const app = await launch()
  await goTo(app, 'machine')
  const cpu = app.page.locator('[data-lane="cpu"]')
  await expect(cpu).toBeVisible()
  const recorder = await pidOf(app.electron, 'LLM Dyno recorder')
  kill(recorder)
  await expect(app.page.getByText(app.t('frame:restarted.recorder'))).toBeVisible()
  const successor = await pidOf(app.electron, 'LLM Dyno recorder')
  expect(successor).not.toBe(recorder)

  // The view shows a new recording of the new recorder, and that one reads on.
  const readsOf = (): number => Number(/^syscr: (\d+)$/m.exec(readFileSync(`/proc/${successor}/io`, 'utf8'))?.[1])
  const before = readsOf()
  await expect.poll(() => readsOf() - before).toBeGreaterThan(200)
  await expect(cpu).toBeVisible()
})

test('the whole app', async ({ folder, launch, simulate }) => {
  const app = await launch()
  const simulator = await simulate(...fastMachine)
  await startLongRun(app, simulator)
  const pids = app.processTree()
  const killedNs = kill(app.pid)
  expect(await waitUntilGone(pids, 15_000)).toEqual([])

  const again = await launch()
  await expectKept(again, folder, simulator, killedNs, 'interrupted')
  await expect(again.page.getByRole('alert').getByText(again.t('domain:failure.app-ended.title'))).toBeVisible()
})

/** Starts a run and lets it go on for some seconds' worth of answers. */
async function startLongRun(app: RunningApp, simulator: SimulatorProcess): Promise<void> {
  await addServer(app, simulator.url)
  await fillRunForm(app, { url: simulator.url, name: NAME, ...longRun })
  await startRun(app)
  const finished = async (): Promise<number> => (await simulator.truth()).filter(({ endNs }) => endNs !== null).length
  await expect.poll(finished, { timeout: 30_000 }).toBeGreaterThan(50)
}

/** @returns the instant on the clock of the simulator's truth log, ns */
function kill(pid: number): number {
  expect(isRunning(pid)).toBe(true)
  const atNs = Number(process.hrtime.bigint())
  process.kill(pid, 'SIGKILL')
  return atNs
}

async function expectKept(
  app: RunningApp,
  folder: string,
  simulator: SimulatorProcess,
  killedNs: number,
  status: 'failed' | 'interrupted',
): Promise<void> {
  await goTo(app, 'sessions')
  await expect(sessionRow(app, NAME).getByText(app.t(`domain:status.${status}`))).toBeVisible()
  await openSession(app, NAME)
  const exported = await exportJson(app, join(folder, `${status}.json`))
  const truth = await simulator.truth()
  const ended = truth.filter(({ endNs }) => endNs !== null && endNs <= killedNs - MAX_LOSS_MS * 1e6).length
  expect(exported.session.status).toBe(status)
  expect(ended).toBeGreaterThan(10)
  expect(exported.requests.filter(({ outcome }) => outcome === 'ok').length).toBeGreaterThanOrEqual(ended)
  expect(exported.requests.length).toBeLessThanOrEqual(truth.length)
}
