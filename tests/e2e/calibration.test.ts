// The machine's own error: found from Settings by the app's own engine, and carried by the sessions it fits.

import { join } from 'node:path'
import { addServer, fillRunForm, goTo, startRun, waitForRunEnd } from '../../scripts/lib/app/views.ts'
import { readRuntime } from '../../scripts/lib/electron.ts'
import type { PreloadApi } from '../../src/shared/ipc/api.ts'
import { expect, test } from './support/fixtures.ts'
import { exportJson, fastMachine, shortRun } from './support/runs.ts'

test('calibrates, refuses a run meanwhile, and attaches the result to the next session', async ({ folder, launch, simulate }) => {
  const app = await launch()
  const { page, t } = app
  const simulator = await simulate(...fastMachine)
  await addServer(app, simulator.url)
  await goTo(app, 'settings')
  const card = page.getByRole('region', { name: t('settings:calibration.title') })
  await expect(card.getByText(t('settings:calibration.none'))).toBeVisible()
  await card.getByLabel(t('settings:calibration.streams')).fill('4')
  await card.getByRole('button', { name: t('settings:calibration.start') }).click()
  await expect(card.getByRole('progressbar', { name: t('settings:calibration.progress') })).toBeVisible()
  const refused = await page.evaluate(() =>
    (window as unknown as { bench: PreloadApi }).bench.call['calibration:run']({ streams: 1, tokensPerS: 10, durationMs: 1000 }),
  )
  expect(refused).toMatchObject({ ok: false, error: { code: 'run/calibrating' } })
  await expect(card.getByText(t('domain:calibration.ttft'))).toBeVisible({ timeout: 60_000 })
  await expect(card.getByText(t('domain:calibration.loadValue', { count: 4, streams: '4', rate: '50 tok/s' }))).toBeVisible()

  await fillRunForm(app, { url: simulator.url, name: 'Calibrated', ...shortRun })
  await startRun(app)
  await waitForRunEnd(app, 60_000)
  const { client } = await exportJson(app, join(folder, 'calibrated.json'))
  expect(client.calibration).toMatchObject({ load: { streams: 4, tokensPerS: 50 }, gapErrorMs: { n: expect.any(Number) } })
  expect(client.stampedBy).toBe(readRuntime().kernelReads === null ? 'client' : 'kernel')
  expect(client.cost.parts.map(({ process }) => process)).toEqual(['engine', 'recorder', 'app'])
})
