// From a scenario of the simulator to its cause in the window: evidence that leads to the charts, a moment explained, an experiment in the editor.

import type { Locator, Page } from '@playwright/test'
import { addServer, fillRunForm, openSession, startRun, waitForRunEnd } from '../../scripts/lib/app/views.ts'
import { expect, test } from './support/fixtures.ts'

/** Moves over a lane until a request is under the pointer. */
async function pointAtRequest(page: Page, lanes: Locator, lane: Locator): Promise<void> {
  await lane.scrollIntoViewIfNeeded()
  const [box, area] = [await lane.boundingBox(), await lanes.boundingBox()]
  if (box === null || area === null) throw new Error('the lane is not on screen')
  for (let x = area.x + area.width * 0.3; x < area.x + area.width; x += 5) {
    for (let y = box.y + 4; y < box.y + box.height; y += 8) {
      await page.mouse.move(x, y)
      if ((await lanes.evaluate((element) => element.style.cursor)) === 'pointer') return
    }
  }
  throw new Error('no request is drawn on the lane')
}

test('a scenario is run, its cause is named with evidence, and the next experiment is one click away', async ({ launch, simulate }) => {
  const app = await launch()
  const { page, t } = app
  const simulator = await simulate('--scenario', 'parallel-slots')
  await addServer(app, simulator.url)
  await fillRunForm(app, { url: simulator.url, name: 'Slots', stages: [1, 8], stageDurationS: 12, warmupRequests: 1, promptTokens: 64, outputTokens: 64, pauseS: 0.2, drainS: 30, baselineS: 1, tailS: 1 })
  await startRun(app)
  await waitForRunEnd(app, 120_000)
  await openSession(app, 'Slots')

  const panel = page.getByRole('region', { name: t('diagnosis:title'), exact: true })
  await expect(panel.getByText(t('diagnosis:question.memory-climbing'))).toBeVisible()
  // The machine of the tests is a busy one: the measurement itself may be doubted first.
  const more = panel.getByRole('button', { expanded: false })
  if (await more.isVisible()) await more.click()
  const cause = panel.getByRole('article', { name: t('diagnosis:cause.parallel-slots.title') })
  await expect(cause).toBeVisible()

  await cause.getByRole('button', { name: t('diagnosis:evidence.waiting') }).click()
  await expect(page.locator('[data-lane="queue"][data-focus]')).toBeInViewport()

  const lanes = page.getByRole('application')
  await lanes.focus()
  await page.keyboard.press('e')
  await expect(page.getByRole('complementary').getByText(t('diagnosis:explain.felt'))).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('complementary')).toHaveCount(0)

  await pointAtRequest(page, lanes, page.locator('[data-lane="ttft"]'))
  await lanes.focus()
  await page.keyboard.press('e')
  await expect(page.getByRole('complementary').getByText(t('session:request.phases'), { exact: true })).toBeVisible()
  await page.getByRole('button', { name: t('session:request.close'), exact: true }).click()

  await cause.getByRole('button', { name: t('diagnosis:experiment.up-to-slots') }).click()
  await expect(page.getByText(t('diagnosis:panel.opened'))).toBeVisible()
  await expect(page).toHaveURL(/#\/new/)
})
