// The main job in a real window: find a server, run, watch, judge, find it again after a restart, export.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { freeWellKnownPort } from '../../scripts/lib/app/free-port.ts'
import { answerSaveDialog } from '../../scripts/lib/app/launch.ts'
import type { RunningApp } from '../../scripts/lib/app/launch.ts'
import { figure, fillRunForm, inkOf, laneCanvas, openSession, serverCard, sessionRow, startRun, waitForRunEnd } from '../../scripts/lib/app/views.ts'
import { formatterFor } from '../../src/core/format/index.ts'
import { expect, test } from './support/fixtures.ts'
import { exportJson, fastMachine, shortRun } from './support/runs.ts'

const NAME = 'First light'

test('a run from the first look to the exported report', async ({ folder, launch, simulate }) => {
  const port = await freeWellKnownPort()
  if (port === null) throw new Error('every port that the app looks at is taken on this machine')
  const simulator = await simulate('--port', String(port), ...fastMachine)
  const app = await launch()
  const { page, t } = app

  await test.step('the server is found by itself', async () => {
    const card = serverCard(app, simulator.url)
    await expect(card.getByText(t('servers:reachable'))).toBeVisible()
    await expect(card.getByText(t('common:simulated'))).toBeVisible()
    await expect(card.getByText(simulator.model)).toBeVisible()
  })

  await test.step('the run moves', async () => {
    await fillRunForm(app, { url: simulator.url, name: NAME, ...shortRun })
    await startRun(app)
    await expect(page.getByText(t('session:header.simulated')).first()).toBeVisible()
    const bar = page.getByRole('progressbar', { name: t('live:progress') })
    const percent = async (): Promise<number> => Number(await bar.getAttribute('aria-valuenow'))
    const before = await percent()
    await expect.poll(percent).toBeGreaterThan(before)
    await expect(figure(app, t('session:figure.ttftP95'))).toContainText(/\d+(\.\d+)?\s*ms/)
    const ink = await inkOf(laneCanvas(app, 'ttft'))
    await expect.poll(() => inkOf(laneCanvas(app, 'ttft'))).not.toBe(ink)
    const reading = await figure(app, t('session:figure.qps')).innerText()
    await expect(figure(app, t('session:figure.qps'))).not.toHaveText(reading)
    await waitForRunEnd(app)
  })

  const shown = await test.step('the session comes on screen', async () => {
    await expect(page.getByRole('heading', { level: 1, name: NAME })).toBeVisible()
    await expect(page.getByText(t('domain:status.completed'), { exact: true })).toBeVisible()
    await expect(figure(app, t('session:figure.errors'))).toContainText(t('session:figure.failures', { count: 0, shown: '0' }))
    return figuresOf(app)
  })

  await test.step('a brushed range has its own figures', async () => {
    await brush(app, 0.3, 0.45)
    await expect(page.getByText(/Figures below are of the selected range: [1-9]/)).toBeVisible()
    await expect.poll(() => figuresOf(app)).not.toEqual(shown)
    await page
      .getByRole('button', { name: t('session:timeline.clearSelection') })
      .first()
      .click()
    await expect.poll(() => figuresOf(app)).toEqual(shown)
  })

  await test.step('a request opens', async () => {
    await page
      .getByRole('grid', { name: t('session:requests.title') })
      .getByRole('row')
      .nth(3)
      .click()
    await expect(page.getByText(t('session:request.phases'), { exact: true })).toBeVisible()
    await page.getByRole('button', { name: t('session:request.close'), exact: true }).click()
  })

  await app.close()
  const again = await launch()
  await test.step('it is in the history after a restart', async () => {
    await again.page
      .getByRole('navigation')
      .getByRole('link', { name: t('frame:nav.sessions') })
      .click()
    await expect(sessionRow(again, NAME).getByText(t('domain:status.completed'))).toBeVisible()
    await openSession(again, NAME)
    await expect.poll(() => figuresOf(again)).toEqual(shown)
  })

  const exported = await exportJson(again, join(folder, 'session.json'))
  await test.step('the export holds what the server truly answered', async () => {
    const truth = await simulator.truth()
    expect(exported.session).toMatchObject({ name: NAME, status: 'completed', failure: null })
    expect(exported.target.simulated).toBe(true)
    expect(exported.requests.map(({ outcome }) => outcome)).toEqual(truth.map(() => 'ok'))
    expect(exported.stages.map(({ concurrency }) => concurrency)).toEqual([1, 2])
    for (const { metrics } of exported.stages) expect(metrics['ttftMs']?.p50).toBeGreaterThan(0)
    expect(exported.telemetry.find(({ signal }) => signal === 'cpu.total')?.tMs.length).toBeGreaterThan(2)
  })

  await test.step('the report stands alone', async () => {
    const path = join(folder, 'report.html')
    await answerSaveDialog(again.electron, path)
    await again.page.getByRole('button', { name: t('session:export.html') }).click()
    await expect(again.page.getByText(t('session:export.saved', { fileName: 'report.html' }))).toBeVisible()
    const html = readFileSync(path, 'utf8')
    const figures = exported.stages
      .flatMap(({ metrics }) => [metrics['ttftMs'], metrics['tpotMs']])
      .map((metric) => formatterFor('en').ms(metric?.p50 ?? null))
    const wanted = [NAME, t('report:simulated'), '<svg', ...figures]
    expect(wanted.filter((text) => !html.includes(text))).toEqual([])
    expect(/<script|\b(?:src|href)="(?!#|data:)/.exec(html)?.[0] ?? null).toBeNull()
  })
})

test('the built-in simulator starts, answers and stops', async ({ launch }) => {
  const { page, t } = await launch()
  await page.getByRole('button', { name: t('servers:simulator.start') }).click()
  const card = page.getByRole('listitem').filter({ has: page.getByText(t('common:simulated'), { exact: true }) })
  await expect(card.getByText(t('servers:reachable'))).toBeVisible()
  await card.getByRole('button', { name: /^More for/ }).click()
  await page.getByRole('menuitem', { name: t('servers:simulator.stop') }).click()
  await expect(card).toHaveCount(0)
})

interface ShownFigure {
  readonly number: string
  readonly sample: string
}

/** The headline figures as they read. */
async function figuresOf(app: RunningApp): Promise<readonly ShownFigure[]> {
  const labels = ['ttftP95', 'tpotP50', 'service', 'qps', 'errors'].map((name) => app.t(`session:figure.${name}`))
  return Promise.all(
    labels.map(async (label) => {
      const text = (await figure(app, label).innerText()).replace(label, '').trim()
      return { number: /[\d.,]+|–/.exec(text)?.[0] ?? '', sample: /n = [\d,]+|\d+ failed/.exec(text)?.[0] ?? '' }
    }),
  )
}

/** Drags over the timeline, from one share of its plot to another. */
async function brush({ page, t }: RunningApp, from: number, to: number): Promise<void> {
  const overlay = page.getByRole('application', { name: t('session:timeline.keyboard') })
  await overlay.scrollIntoViewIfNeeded()
  const box = await overlay.boundingBox()
  if (box === null) throw new Error('the timeline is not on screen')
  const y = box.y + 60
  await page.mouse.move(box.x + box.width * from, y)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * ((from + to) / 2), y, { steps: 4 })
  await page.mouse.move(box.x + box.width * to, y, { steps: 4 })
  await page.mouse.up()
}
