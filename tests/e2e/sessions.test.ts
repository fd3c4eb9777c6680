// Ending a run early, and keeping house among sessions.

import { join } from 'node:path'
import { answerQuestions } from '../../scripts/lib/app/launch.ts'
import type { RunningApp } from '../../scripts/lib/app/launch.ts'
import { addServer, fillRunForm, goTo, openSession, sessionRow, startRun, waitForRunEnd } from '../../scripts/lib/app/views.ts'
import { expect, test } from './support/fixtures.ts'
import { exportJson, fastMachine, longRun, shortRun } from './support/runs.ts'

test('stop lets open requests finish, a second press cuts them', async ({ folder, launch, simulate }) => {
  const app = await launch()
  const { page, t } = app
  // Each answer takes a minute, so that draining would last.
  const simulator = await simulate('--script-first-token-ms', '100', '--script-gap-ms', '100', '--script-tokens', '600')
  await addServer(app, simulator.url)
  await fillRunForm(app, { url: simulator.url, name: 'Stopped', ...longRun, warmupRequests: 0, drainS: 120 })
  await startRun(app)
  await expect.poll(async () => (await simulator.truth()).length).toBe(2)
  await page
    .getByRole('button', { name: t('live:stop.no'), exact: true })
    .last()
    .click()
  await expect(page.getByText(t('live:stopping.drain')).first()).toBeVisible()
  expect((await simulator.truth()).every(({ endNs }) => endNs === null)).toBe(true)
  await page
    .getByRole('button', { name: t('live:stop.drain'), exact: true })
    .last()
    .click()
  await waitForRunEnd(app, 15_000)
  await expect(page.getByText(t('domain:status.stopped'), { exact: true })).toBeVisible()
  const exported = await exportJson(app, join(folder, 'stopped.json'))
  expect(exported.session.status).toBe('stopped')
  expect(exported.requests.map(({ outcome }) => outcome)).toEqual(['cancelled', 'cancelled'])
})

test('stop alone waits for the open requests', async ({ folder, launch, simulate }) => {
  const app = await launch()
  const { page, t } = app
  const simulator = await simulate('--script-first-token-ms', '100', '--script-gap-ms', '20', '--script-tokens', '100')
  await addServer(app, simulator.url)
  await fillRunForm(app, { url: simulator.url, name: 'Drained', ...longRun, warmupRequests: 0, drainS: 30 })
  await startRun(app)
  await expect.poll(async () => (await simulator.truth()).length).toBe(2)
  await page
    .getByRole('button', { name: t('live:stop.no'), exact: true })
    .last()
    .click()
  await waitForRunEnd(app, 20_000)
  const exported = await exportJson(app, join(folder, 'drained.json'))
  expect(exported.session.status).toBe('stopped')
  expect(exported.requests.map(({ outcome }) => outcome)).toEqual(['ok', 'ok'])
})

test('closing the window during a run asks, and then keeps what was measured', async ({ launch, simulate }) => {
  const app = await launch()
  const simulator = await simulate(...fastMachine)
  await addServer(app, simulator.url)
  await fillRunForm(app, { url: simulator.url, name: 'Closed', ...longRun })
  await startRun(app)
  await expect.poll(async () => (await simulator.truth()).length).toBeGreaterThan(10)

  await answerQuestions(app.electron, 0)
  await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.close())
  await expect(app.page.getByRole('progressbar', { name: app.t('live:progress') })).toBeVisible()
  await app.close()

  const again = await launch()
  await goTo(again, 'sessions')
  await expect(sessionRow(again, 'Closed').getByText(again.t('domain:status.stopped'))).toBeVisible()
})

test('sessions are renamed, tagged, found, deleted and brought back', async ({ launch, simulate }) => {
  const app = await launch()
  const { page, t } = app
  const simulator = await simulate(...fastMachine)
  await addServer(app, simulator.url)
  for (const name of ['Alpha', 'Beta']) {
    await fillRunForm(app, { url: simulator.url, name, ...shortRun, stages: [1], stageDurationS: null, stageRequests: 3 })
    await startRun(app)
    await waitForRunEnd(app, 20_000)
  }
  await goTo(app, 'sessions')
  await rowAction(app, 'Alpha', t('history:rename'))
  const box = page.getByLabel(t('history:nameOf', { name: 'Alpha' }))
  await box.fill('Gamma')
  await box.press('Enter')
  await expect(sessionRow(app, 'Gamma')).toBeVisible()

  await rowAction(app, 'Gamma', t('history:tags'))
  const tags = page.getByRole('dialog', { name: t('history:tagsOf', { name: 'Gamma' }) })
  await tags.getByLabel(t('history:addTag')).fill('nightly')
  await tags.getByLabel(t('history:addTag')).press('Enter')
  await tags.getByRole('button', { name: t('common:save') }).click()
  await expect(sessionRow(app, 'Gamma').getByText('nightly')).toBeVisible()

  await page.getByRole('searchbox', { name: t('history:search') }).fill('nightly')
  await expect(sessionRow(app, 'Beta')).toHaveCount(0)
  await expect(sessionRow(app, 'Gamma')).toBeVisible()
  await page.getByRole('searchbox', { name: t('history:search') }).fill('')

  await rowAction(app, 'Gamma', t('common:delete'))
  await expect(page.getByText(t('history:deleted', { name: 'Gamma' }))).toBeVisible()
  await expect(sessionRow(app, 'Gamma')).toHaveCount(0)
  await page.getByRole('button', { name: t('common:undo') }).click()
  await expect(sessionRow(app, 'Gamma')).toBeVisible()
  await sessionRow(app, 'Beta').focus()
  await page.keyboard.press('Delete')
  await expect(sessionRow(app, 'Beta')).toHaveCount(0)
  await app.close()

  const again = await launch()
  await goTo(again, 'sessions')
  await expect(sessionRow(again, 'Gamma').getByText('nightly')).toBeVisible()
  await expect(sessionRow(again, 'Beta')).toHaveCount(0)
  await openSession(again, 'Gamma')
})

/** Chooses a command from the context menu of a session's row. */
async function rowAction(app: RunningApp, name: string, label: string): Promise<void> {
  await sessionRow(app, name).click({ button: 'right', position: { x: 300, y: 10 } })
  await app.page.getByRole('menuitem', { name: label }).click()
}
