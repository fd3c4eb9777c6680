// A cold start and conversations through the window: the model is dropped first, loading it is a figure of its own, and turns are told apart.

import { join } from 'node:path'
import { createTranslate } from '../../src/shared/i18n/index.ts'
import { addServer, fillRunForm, startRun, waitForRunEnd } from '../../scripts/lib/app/views.ts'
import { expect, test } from './support/fixtures.ts'
import { exportJson, fastMachine, shortRun } from './support/runs.ts'

const t = createTranslate('en')

test('measures a cold start where the server can unload, and tells turns apart', async ({ folder, launch, simulate }) => {
  const simulator = await simulate(...fastMachine, '--emulate', 'ollama', '--load-ms', '700')
  const app = await launch()
  const { page } = app
  await addServer(app, simulator.url)
  await fillRunForm(app, { ...shortRun, stages: [1], url: simulator.url, name: 'Cold' })
  const box = page.getByRole('checkbox', { name: t('plan:rigor.coldStart') })
  await page.getByLabel(t('plan:api.label')).selectOption('openai-chat')
  await expect(box).toBeDisabled()
  await page.getByLabel(t('plan:api.label')).selectOption('ollama-chat')
  await box.check()
  await page.getByRole('switch', { name: t('plan:conversation') }).click()
  await startRun(app)
  await waitForRunEnd(app)
  await expect(page.getByText(/Cold start: the first token after .* 700 ms loading the model/)).toBeVisible()
  await expect(page.getByRole('heading', { name: t('report:turns.title') })).toBeVisible()
  const session = (await exportJson(app, join(folder, 'cold.json'))) as unknown as {
    readonly coldStart: { readonly loadMs: number; readonly ttftMs: number }
    readonly overall: { readonly turns: readonly { readonly turn: number }[] }
  }
  expect(session.coldStart.loadMs).toBe(700)
  expect(session.coldStart.ttftMs).toBeGreaterThan(690)
  expect(session.overall.turns.map(({ turn }) => turn)).toEqual([1, 2, 3, 4])
})
