// A rate instead of users, set up in the window: the picture of the schedule, the command, the run, the session that says what it was.

import { join } from 'node:path'
import { addServer, fillRunForm, openSession, startRun, waitForRunEnd } from '../../scripts/lib/app/views.ts'
import { expect, test } from './support/fixtures.ts'
import { exportJson, fastMachine, shortRun } from './support/runs.ts'

test('a rate is planned, run and named in the session', async ({ launch, simulate, folder }) => {
  const app = await launch()
  const { page, t } = app
  const server = await simulate(...fastMachine)
  await addServer(app, server.url)
  await fillRunForm(app, { url: server.url, name: 'Rated', ...shortRun, stageDurationS: 2, stageRequests: null })
  await page.getByRole('radio', { name: t('plan:kind.rate'), exact: true }).check()
  const rates = page.getByLabel(t('plan:field.rates'))
  await rates.focus()
  for (let preset = 3; preset > 0; preset -= 1) await rates.press('Backspace')
  await rates.fill('5, 10')
  await rates.press('Enter')
  await expect(page.getByText('--rate 5,10')).toBeVisible()

  await startRun(app)
  await waitForRunEnd(app)
  await openSession(app, 'Rated')
  await expect(page.getByText(t('domain:load.rate', { rate: '10', arrival: t('domain:arrival.poisson') })).first()).toBeVisible()
  const { plan, requests, stages } = await exportJson(app, join(folder, 'out.json'))
  expect(plan.stages).toEqual([
    { ratePerS: 5, arrival: 'poisson' },
    { ratePerS: 10, arrival: 'poisson' },
  ])
  expect(stages.map(({ ratePerS }) => ratePerS)).toEqual([5, 10])
  expect(requests.every(({ outcome }) => outcome === 'ok')).toBe(true)
})
