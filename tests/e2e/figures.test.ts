// What the session view shows of pace, position, prompt length, steadiness and intervals is what its export says, for all stages, for one and for a brushed range.

import { join } from 'node:path'
import type { Locator } from '@playwright/test'
import type { RunningApp } from '../../scripts/lib/app/launch.ts'
import { addServer, figure, fillRunForm, openSession, startRun, waitForRunEnd } from '../../scripts/lib/app/views.ts'
import { formatterFor, positionSentence, prefillSentence, steadyRow, type Words } from '../../src/core/format/index.ts'
import type { RangeAnalysis, StageAnalysis } from '../../src/core/model/analysis.ts'
import { expect, test } from './support/fixtures.ts'
import { exportJson, fastMachine, shortRun } from './support/runs.ts'

const f = formatterFor('en')

/** As a value and its unit stand side by side. */
const joined = (text: string): string => text.replaceAll(' ', '')

/** The figures of a scope as they must be on screen. */
async function expectShown(app: RunningApp, figures: RangeAnalysis): Promise<void> {
  const { page, t } = app
  const words: Words = { f, t }
  const value = (label: string): Locator => figure(app, t(`domain:metric.${label}.name`))
  await expect(value('stallShare')).toContainText(joined(f.share(figures.pace?.stallShare ?? null)))
  await expect(value('jitterMs')).toContainText(joined(f.ms(figures.pace?.jitterMs ?? null)))
  await expect(value('maxGapMs')).toContainText(joined(f.ms(figures.metrics.iclMs.max)))
  await expect(value('maxConcurrency')).toContainText(f.count(figures.maxConcurrency))
  const experience = page.getByRole('region', { name: t('domain:layer.experience') })
  await expect(experience.getByText(positionSentence(words, figures), { exact: true })).toBeVisible()
  await expect(experience.getByText(prefillSentence(words, figures), { exact: true })).toBeVisible()
  const row = experience.getByRole('row').filter({ has: page.getByRole('rowheader', { name: t('domain:metric.ttftMs.name') }) })
  const { n, p50, intervals } = figures.metrics.ttftMs
  await expect(row.getByRole('cell').first()).toHaveText(f.count(n))
  await expect(row.getByRole('cell').nth(1)).toContainText(joined(f.ms(p50)))
  const ends = intervals?.p50 ?? null
  if (ends !== null) await expect(row.getByRole('cell').nth(1)).toContainText(ends.map((end) => f.ms(end).replace(/ .*/, '')).join('–'))
}

test('pace, positions, prompt lengths and intervals are those of the export', async ({ folder, launch, simulate }) => {
  const server = await simulate(...fastMachine, '--decode-ms-per-1k-context', '8', '--prefill-tokens-per-s', '9000')
  const app = await launch()
  const { page, t } = app
  await addServer(app, server.url)
  await fillRunForm(app, { ...shortRun, url: server.url, name: 'Lengths', stages: [1, 3], stageDurationS: 6, promptTokens: 60, promptTokensTo: 900, outputTokens: 32 })
  await startRun(app)
  await waitForRunEnd(app)
  await openSession(app, 'Lengths')
  const exported = (await exportJson(app, join(folder, 'lengths.json'))) as unknown as { readonly stages: readonly StageAnalysis[]; readonly overall: RangeAnalysis }
  const crowded = exported.stages[1]
  if (crowded === undefined) throw new Error('two stages were asked for')
  expect(crowded.positions).not.toBeNull()
  expect(crowded.prefill.gap).toBeNull()
  const scopes = page.getByRole('radiogroup', { name: t('session:scope.label') })

  await test.step('of one stage', async () => {
    await scopes.getByRole('radio', { name: t('domain:count.users', { count: 3, shown: '3' }), exact: true }).check()
    await expectShown(app, crowded)
    const { value } = steadyRow({ f, t }, crowded)
    await expect(page.getByRole('region', { name: t('domain:metric.steadyWindow.name') }).getByText(value, { exact: true })).toBeVisible()
  })

  await test.step('the charts tell their values by keyboard, and a dot opens its request', async () => {
    const [positions, prefill] = [page.getByRole('slider').first(), page.getByRole('slider').last()]
    await positions.press('Home')
    const [bin] = crowded.positions?.bins ?? []
    await expect(positions).toHaveAttribute('aria-valuetext', new RegExp(`${f.ms(bin?.medianMs).replace('.', '\\.')}.* n = ${bin?.n}`))
    await expect(positions).toHaveAttribute('aria-valuemax', String(crowded.positions?.bins.length))
    await expect(prefill).toHaveAttribute('aria-valuemax', String(crowded.prefill.n))
    await prefill.press('End')
    await expect(prefill).toHaveAttribute('aria-valuetext', new RegExp(f.count(crowded.metrics.promptTokens.max)))
    await prefill.press('Enter')
    await expect(page.getByText(t('session:request.phases'), { exact: true })).toBeVisible()
    await page.getByRole('button', { name: t('session:request.close'), exact: true }).click()
  })

  await test.step('of all stages', async () => {
    await scopes.getByRole('radio', { name: t('session:scope.all'), exact: true }).check()
    await expectShown(app, exported.overall)
  })

  await test.step('of a brushed range', async () => {
    const overlay = page.getByRole('application')
    await overlay.scrollIntoViewIfNeeded()
    const box = await overlay.boundingBox()
    if (box === null) throw new Error('the timeline is not on screen')
    await page.mouse.move(box.x + box.width * 0.6, box.y + 40)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.85, box.y + 40, { steps: 4 })
    await page.mouse.up()
    await expect(page.getByText(t('session:steady.range'))).toBeVisible()
    await expect(page.getByText(/Figures below are of the selected range: [1-9]/)).toBeVisible()
    await expect(page.getByText(prefillSentence({ f, t }, exported.overall), { exact: true })).toBeHidden()
  })
})
