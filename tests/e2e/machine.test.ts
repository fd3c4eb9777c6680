// The Machine view: sensors are read only while it is open, what can't be read says why, and a source can be switched off.

import { goTo, inkOf, laneCanvas } from '../../scripts/lib/app/views.ts'
import { expect, test } from './support/fixtures.ts'

test('shows the machine while it is watched, and stops reading it afterwards', async ({ launch }) => {
  const app = await launch()
  const { page, t } = app
  const isSampling = () =>
    page.evaluate(async () => {
      const { value } = (await window.bench.call['machine:info']()) as { value: { sensors: readonly { running: boolean }[] } }
      return value.sensors.some(({ running }) => running)
    })
  expect(await isSampling()).toBe(false)
  await goTo(app, 'machine')
  await expect(laneCanvas(app, 'memory')).toBeVisible()
  await expect.poll(() => inkOf(laneCanvas(app, 'memory'))).toBeGreaterThan(100)
  expect(await isSampling()).toBe(true)
  // Where a sensor is missing, a sentence stands in its place.
  await expect(page.getByText(t('machine:source.onlyDuringRun')).first()).toBeVisible()

  const host = page.getByRole('switch', { name: t('machine:source.host') })
  await host.click()
  await expect(page.getByText(t('machine:source.off'), { exact: true })).toBeVisible()
  await host.click()
  await expect(page.getByText(t('machine:source.off'), { exact: true })).toBeHidden()

  await goTo(app, 'servers')
  await expect.poll(isSampling).toBe(false)
})
