// Load shapes in the window: a trace replayed, a probe user beside the load, a plan file dropped onto any view.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { addServer, fillRunForm, goTo, openSession, startRun, waitForRunEnd } from '../../scripts/lib/app/views.ts'
import { planFileText } from '../../src/shared/schema/plan/file.ts'
import { testPlan } from '../../bench/support/plans.ts'
import { expect, test } from './support/fixtures.ts'
import { exportJson, fastMachine, shortRun } from './support/runs.ts'

async function dropOnto(page: Page, name: string, text: string): Promise<void> {
  const dataTransfer = await page.evaluateHandle(
    ([fileName, content]) => {
      const data = new DataTransfer()
      data.items.add(new File([content], fileName))
      return data
    },
    [name, text] as const,
  )
  await page.locator('main').dispatchEvent('dragover', { dataTransfer })
  await page.locator('main').dispatchEvent('drop', { dataTransfer })
}

test('a trace is previewed with its faults, drawn, replayed at its times and named in the session', async ({ launch, simulate, folder }) => {
  const file = join(folder, 'recorded.jsonl')
  const line = (timestamp: number, output: number): string => JSON.stringify({ timestamp, input_length: 700, output_length: output, hash_ids: [1, timestamp] })
  writeFileSync(file, [line(0, 5), line(300, 6), '{"timestamp":1}', line(1200, 7)].join('\n'))
  const app = await launch()
  const { page, t } = app
  const server = await simulate(...fastMachine, '--prefix-cache')
  await addServer(app, server.url)
  await fillRunForm(app, { url: server.url, name: 'Replayed', ...shortRun })
  await page.getByRole('radio', { name: t('plan:source.dataset.name') }).check()
  await page.locator('input[type=file]').setInputFiles(file)

  await expect(page.getByRole('region', { name: t('plan:trace.caption') })).toContainText('700')
  await page.getByText(t('plan:file.leftOut', { count: 1 })).click()
  await expect(page.getByText(t('dataset:issueAt.line', { place: 3, issue: t('dataset:issue.bad-input-length') }))).toBeVisible()
  await expect(page.getByRole('radio', { name: t('plan:kind.trace'), exact: true })).toBeChecked()
  await expect(page.getByRole('figure').getByRole('img')).toBeVisible()
  await expect(page.getByText('--trace recorded.jsonl')).toBeVisible()

  await startRun(app)
  await waitForRunEnd(app)
  await openSession(app, 'Replayed')
  const { plan, requests } = await exportJson(app, join(folder, 'out.json'))
  expect(plan.stages).toMatchObject([{ arrival: 'trace' }])
  const sent = requests.filter(({ warmup }) => !warmup) as unknown as readonly { readonly dueAtMs: number; readonly outputTokens: number }[]
  expect(sent.map(({ dueAtMs }) => Math.round(dueAtMs - (sent[0]?.dueAtMs ?? 0)))).toEqual([0, 300, 1200])
  expect(sent.map(({ outputTokens }) => outputTokens)).toEqual([5, 6, 7])
})

test('a probe user is planned, and what it felt stands apart', async ({ launch, simulate, folder }) => {
  const app = await launch()
  const { page, t } = app
  const server = await simulate(...fastMachine)
  await addServer(app, server.url)
  await fillRunForm(app, { url: server.url, name: 'Probed', ...shortRun })
  await page.getByLabel(t('plan:probe')).check()
  await page.getByLabel(t('plan:field.probePauseS')).fill('0.2')
  await expect(page.getByText('--probe prompt=32,output=32,pause=200ms')).toBeVisible()
  await startRun(app)
  await waitForRunEnd(app)
  await openSession(app, 'Probed')
  await expect(page.getByRole('table', { name: t('report:probe.title') })).toContainText(t('report:probe.loadTtftP50'))
  await page.getByRole('combobox', { name: t('session:requests.stage'), exact: true }).selectOption('probe')
  const listed = page.getByRole('grid', { name: t('session:requests.title') })
  await expect(listed.getByRole('row')).not.toHaveCount(1)
  await listed.getByText('P0', { exact: true }).click()
  await expect(page.getByRole('complementary', { name: t('session:request.title', { index: 'P0' }) })).toContainText(t('session:request.phases'))
  await page.keyboard.press('Escape')
  const { requests } = await exportJson(app, join(folder, 'out.json'))
  expect((requests as readonly { readonly role?: string }[]).filter(({ role }) => role === 'probe').length).toBeGreaterThan(1)
})

test('a plan dropped onto any view opens in the form; what is none is refused in words', async ({ launch, simulate }) => {
  const app = await launch()
  const { page, t } = app
  const server = await simulate(...fastMachine)
  await addServer(app, server.url)
  await goTo(app, 'sessions')
  await dropOnto(page, 'notes.json', '{"hello": 1}')
  await expect(page.getByText(t('errors:plan/invalid.title'), { exact: false })).toBeVisible()

  const { target: _target, version: _version, ...draft } = testPlan(server.url, 'any', { stages: [{ ratePerS: 3.5, arrival: 'constant' }], probe: { promptTokens: 9, outputTokens: 8, pauseMs: 700 }, stageDurationMs: 120_000, soak: { sliceMs: 5000 } })
  await dropOnto(page, 'mine.json', planFileText(draft))
  await expect(page.getByText(t('plan:planFile.opened', { fileName: 'mine.json' }))).toBeVisible()
  for (const words of ['--rate 3.5', '--soak 120s', '--probe prompt=9,output=8,pause=700ms']) await expect(page.getByText(words)).toBeVisible()
})
