// A run that takes turns with a second setting: chosen in the plan, followed run by run, and shown as one result.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createTranslate } from '../../src/shared/i18n/index.ts'
import { planFileText } from '../../src/shared/schema/plan/file.ts'
import { answerOpenDialog } from '../../scripts/lib/app/launch.ts'
import { addServer, fillRunForm, goTo, startRun, waitForRunEnd } from '../../scripts/lib/app/views.ts'
import { testPlan } from '../../bench/support/plans.ts'
import { expect, test } from './support/fixtures.ts'
import { fastMachine, shortRun } from './support/runs.ts'

const t = createTranslate('en')
const quick = { ...shortRun, stages: [1], stageDurationS: 1, baselineS: 0, tailS: 0 } as const

test('takes turns with a second plan, shows which run is on, and one result in the end', async ({ folder, launch, simulate }) => {
  const simulator = await simulate(...fastMachine)
  const app = await launch()
  const { page } = app
  await addServer(app, simulator.url)
  await fillRunForm(app, { ...quick, url: simulator.url, name: 'Duel' })

  const { target: _target, version: _version, ...other } = testPlan('http://127.0.0.1', 'any', { stageDurationMs: 1_000, stageRequests: null, warmupRequests: 1, temperature: 1 })
  const file = join(folder, 'other.json')
  writeFileSync(file, planFileText(other))
  await page.getByRole('checkbox', { name: t('plan:rigor.versus') }).check()
  await expect(page.getByText(t('plan:rigor.incomplete'))).toBeVisible()
  await expect(page.getByRole('button', { name: t('plan:start'), exact: true })).toBeDisabled()
  await answerOpenDialog(app.electron, file)
  await page.getByRole('button', { name: t('plan:rigor.choosePlan') }).click()
  await expect(page.getByText('other.json', { exact: true })).toBeVisible()
  const box = page.getByRole('spinbutton').and(page.getByLabel(t('plan:rigor.repeats')))
  await box.fill('2')
  await box.blur()
  await expect(page.getByText('--repeat 2')).toBeVisible()

  await startRun(app)
  await expect(page.getByText(t('series:running', { position: 2, length: 4 }))).toBeVisible({ timeout: 60_000 })
  await waitForRunEnd(app)
  await expect(page.getByText('A against B, 2 runs each, in turn')).toBeVisible()
  await expect(page.getByText('4 of 4 runs are compared.')).toBeVisible()
  await expect(page.getByText(/too few runs to tell it from chance/).first()).toBeVisible()

  await page.getByRole('link', { name: 'Duel · B 1/2' }).click()
  await expect(page.getByText(t('series:place.arm', { arm: 'B', repeat: 1, repeats: 2 }))).toBeVisible()
  await goTo(app, 'sessions')
  await expect(page.getByRole('row').filter({ hasText: 'Duel' })).toHaveCount(4)
  await page.getByRole('row').filter({ hasText: 'Duel · A 2/2' }).getByText(t('series:mark'), { exact: true }).click()
  await expect(page.getByText('4 of 4 runs are compared.')).toBeVisible()
})

test('a stop ends the series and keeps what was done', async ({ launch, simulate }) => {
  const simulator = await simulate(...fastMachine)
  const app = await launch()
  const { page } = app
  await addServer(app, simulator.url)
  await fillRunForm(app, { ...quick, stageDurationS: 3, url: simulator.url, name: 'Cut short' })
  const box = page.getByRole('spinbutton').and(page.getByLabel(t('plan:rigor.repeats')))
  await box.fill('5')
  await box.blur()
  await startRun(app)
  await expect(page.getByText(t('series:running', { position: 2, length: 5 }))).toBeVisible({ timeout: 60_000 })
  await page.getByRole('button', { name: t('live:stop.no') }).click()
  await waitForRunEnd(app)
  await expect(page.getByText('1 of 5 runs are compared.')).toBeVisible()
  await goTo(app, 'sessions')
  await expect(page.getByRole('row').filter({ hasText: 'Cut short' })).toHaveCount(2)
})

test('a calibration comes first when it is wished for, and once', async ({ launch, simulate }) => {
  const simulator = await simulate(...fastMachine)
  const app = await launch()
  const { page } = app
  await addServer(app, simulator.url)
  await fillRunForm(app, { ...quick, url: simulator.url, name: 'Proven' })
  await page.getByLabel(t('plan:rigor.calibrate.label')).selectOption('always')
  await startRun(app)
  await expect(page.getByText(t('live:calibrating')).first()).toBeVisible()
  await waitForRunEnd(app)
  await expect(page.getByText(t('domain:calibration.load')).first()).toBeAttached()
})
