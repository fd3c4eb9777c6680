// What goes wrong with servers: each failure is a clear message on screen, the app lives on, and what was measured is kept.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { closedPort } from '../../scripts/lib/app/free-port.ts'
import { answerSaveDialog } from '../../scripts/lib/app/launch.ts'
import type { RunningApp } from '../../scripts/lib/app/launch.ts'
import { addServer, fillRunForm, goTo, openSession, sessionRow, startRun, submitServer, waitForRunEnd } from '../../scripts/lib/app/views.ts'
import { expect, test } from './support/fixtures.ts'
import { exportJson, fastMachine, shortRun } from './support/runs.ts'

/** The words for a failed probe of that URL. */
function probeTitle({ t }: RunningApp, code: string, url: string): string {
  return t(`errors:probe.${code}.title`, { host: new URL(url).host })
}

test('an address that can’t be used is refused beside its field', async ({ launch }) => {
  const app = await launch()
  const { page, t } = app
  const cases = [
    ['ftp://127.0.0.1', 'scheme'],
    ['http://[half', 'unreadable'],
    ['http://user:secret@127.0.0.1:8080', 'userinfo'],
    ['', 'empty'],
  ] as const
  const dialog = await submitServer(app, cases[0][0])
  for (const [text, issue] of cases) {
    await dialog.getByLabel(t('servers:form.url')).fill(text)
    await dialog.getByRole('button', { name: t('servers:form.submit') }).click()
    await expect(dialog.getByText(t(`servers:form.issue.${issue}`))).toBeVisible()
  }
  await dialog.getByRole('button', { name: t('common:cancel') }).click()
  await expect(page.getByRole('dialog')).toHaveCount(0)
})

test('a port where nothing listens, and a server that answers with a web page', async ({ launch, simulate }) => {
  const app = await launch()
  const refused = `http://127.0.0.1:${await closedPort()}`
  const card = await addServer(app, refused)
  await expect(card.getByText(probeTitle(app, 'refused', refused))).toBeVisible()
  await expect(card.getByText(app.t('errors:probe.refused.hint'))).toBeVisible()

  const html = await simulate('--fault', 'html')
  const page = await addServer(app, html.url)
  await expect(page.getByText(probeTitle(app, 'html', html.url))).toBeVisible()
  await expect(page.getByRole('button', { name: app.t('servers:check') })).toHaveCount(0)
})

test('a server that is gone when the run starts', async ({ launch, simulate }) => {
  const app = await launch()
  const simulator = await simulate()
  await addServer(app, simulator.url)
  await fillRunForm(app, { url: simulator.url, ...shortRun })
  await simulator.stop()
  await app.page.getByRole('button', { name: app.t('plan:start'), exact: true }).click()
  await expect(app.page.getByText(app.t('errors:server/unreachable.title'))).toBeVisible()
})

test('a server that dies mid-run leaves a failed session with what was measured', async ({ folder, launch, simulate }) => {
  const app = await launch()
  const { page, t } = app
  const simulator = await simulate('--fault', 'die-after=2', ...fastMachine)
  await addServer(app, simulator.url)
  await fillRunForm(app, { url: simulator.url, name: 'Died', ...shortRun, stageDurationS: 30 })
  await startRun(app)
  await simulator.ended
  await waitForRunEnd(app, 30_000)
  await expect(page.getByRole('alert').getByText(t('domain:failure.server-died.title'))).toBeVisible()
  await expect(page.getByRole('alert').getByText(t('domain:failure.server-died.hint'))).toBeVisible()

  await goTo(app, 'sessions')
  await expect(sessionRow(app, 'Died').getByText(t('domain:status.failed'))).toBeVisible()
  await openSession(app, 'Died')
  const exported = await exportJson(app, join(folder, 'died.json'))
  expect(exported.session).toMatchObject({ status: 'failed', failure: { code: 'server-died' } })
  expect(exported.requests.filter(({ outcome }) => outcome === 'ok').length).toBeGreaterThan(5)
  expect(
    exported.requests.some(({ outcome }) => outcome === 'reset-mid-stream' || outcome === 'reset-before-first-token' || outcome === 'refused'),
  ).toBe(true)
})

test('answers without content are named as what they are', async ({ folder, launch, simulate }) => {
  const app = await launch()
  const { page, t } = app
  const simulator = await simulate('--fault', 'empty-stream')
  await addServer(app, simulator.url)
  await fillRunForm(app, { url: simulator.url, name: 'Empty', ...shortRun })
  await startRun(app)
  await waitForRunEnd(app, 30_000)
  await expect(page.getByRole('alert').getByText(t('domain:failure.all-requests-failed.title'))).toBeVisible()
  await expect(page.getByText(t('domain:outcome.empty')).first()).toBeVisible()
  const exported = await exportJson(app, join(folder, 'empty.json'))
  expect(new Set(exported.requests.map(({ outcome }) => outcome))).toEqual(new Set(['empty']))
})

const CANARY = 'canary-5b1f0e6c9d-key'

test('a key is asked for, kept, never shown and never written', async ({ folder, dataDir, launch, simulate }) => {
  const app = await launch()
  const { electron, page, t } = app
  const simulator = await simulate('--api-key', CANARY, ...fastMachine)
  const card = await addServer(app, simulator.url, { key: 'wrong-key' })
  await expect(card.getByText(probeTitle(app, 'auth', simulator.url))).toBeVisible()
  await card.getByRole('button', { name: t('servers:key.replace') }).click()
  const dialog = page.getByRole('dialog', { name: t('servers:key.replace') })
  await expect(dialog.getByLabel(t('servers:key.label'))).toHaveValue('')
  await dialog.getByLabel(t('servers:key.label')).fill(CANARY)
  await dialog.getByRole('button', { name: t('servers:key.save') }).click()
  await expect(card.getByText(t('servers:key.set'))).toBeVisible()

  await fillRunForm(app, { url: simulator.url, name: 'With a key', ...shortRun })
  await expect(page.locator('body')).not.toContainText(CANARY)
  await startRun(app)
  await waitForRunEnd(app, 30_000)
  const exported = await exportJson(app, join(folder, 'key.json'))
  expect(exported.session.status).toBe('completed')
  await answerSaveDialog(electron, join(folder, 'key.html'))
  await page.getByRole('button', { name: t('session:export.html') }).click()
  await expect(page.getByText(t('session:export.saved', { fileName: 'key.html' }))).toBeVisible()

  // In no answer to the page, in no document of it, in no process's arguments or environment, in no file.
  const answers = await page.evaluate(async () => {
    const { 'servers:list': servers, 'settings:get': settings, 'app:info': info, 'sessions:list': sessions } = window.bench.call
    return JSON.stringify(await Promise.all([servers(), settings(), info(), sessions()])) + document.documentElement.outerHTML
  })
  expect(answers.includes(CANARY)).toBe(false)
  for (const pid of app.processTree()) {
    for (const part of process.platform === 'linux' ? ['cmdline', 'environ'] : [])
      expect(readFileSync(`/proc/${pid}/${part}`, 'utf8').includes(CANARY)).toBe(false)
  }
  expect(filesWith(folder, CANARY)).toEqual([])
  await app.close()
  expect(filesWith(folder, CANARY)).toEqual([])
  expect(readdirSync(dataDir)).toContain('sessions.sqlite')
})

/** Files below `folder` that hold the text. */
function filesWith(folder: string, text: string): readonly string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return files.map((entry) => join(entry.parentPath, entry.name)).filter((file) => readFileSync(file).includes(text))
}
