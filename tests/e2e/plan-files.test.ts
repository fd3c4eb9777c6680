// Plans as files through the native dialogs: saved by the window, opened again, and refused when they are none.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createTranslate } from '../../src/shared/i18n/index.ts'
import { parsePlanFile } from '../../src/shared/schema/plan/file.ts'
import { answerOpenDialog, answerSaveDialog } from '../../scripts/lib/app/launch.ts'
import { addServer, fillRunForm } from '../../scripts/lib/app/views.ts'
import { expect, test } from './support/fixtures.ts'
import { fastMachine, shortRun } from './support/runs.ts'

const t = createTranslate('en')

test('a plan is saved, opened again with all it says, and refused when it is none', async ({ folder, launch, simulate }) => {
  const server = await simulate(...fastMachine)
  const app = await launch()
  const { page, electron } = app
  await addServer(app, server.url)
  await fillRunForm(app, { ...shortRun, stages: [1, 3, 5], url: server.url, name: 'Evening plan' })

  await answerSaveDialog(electron, null)
  await page.getByRole('button', { name: t('plan:planFile.save') }).click()
  const file = join(folder, 'evening.json')
  await answerSaveDialog(electron, file)
  await page.getByRole('button', { name: t('plan:planFile.save') }).click()
  await expect(page.getByText(t('plan:planFile.saved', { fileName: 'evening.json' }))).toBeVisible()
  const saved = parsePlanFile(readFileSync(file, 'utf8'))
  expect(saved).toMatchObject({ plan: { stages: [{ concurrency: 1 }, { concurrency: 3 }, { concurrency: 5 }], stageDurationMs: 2000, workload: { promptTokens: 32, outputTokens: 16 } } })

  await page.getByRole('button', { name: t('plan:reset') }).click()
  await expect(page.getByRole('button', { name: t('plan:removeStage', { users: '5' }) })).toHaveCount(0)
  await answerOpenDialog(electron, null)
  await page.getByRole('button', { name: t('plan:planFile.open') }).click()
  await answerOpenDialog(electron, file)
  await page.getByRole('button', { name: t('plan:planFile.open') }).click()
  await expect(page.getByText(t('plan:planFile.opened', { fileName: 'evening.json' }))).toBeVisible()
  await expect(page.getByRole('button', { name: t('plan:removeStage', { users: '5' }) })).toBeVisible()
  await expect(page.getByRole('spinbutton').and(page.getByLabel(t('plan:field.stageDurationS')))).toHaveValue('2')

  const other = join(folder, 'shopping.json')
  writeFileSync(other, '{"milk": 2}')
  await answerOpenDialog(electron, other)
  await page.getByRole('button', { name: t('plan:planFile.open') }).click()
  await expect(page.getByText(t('errors:plan/invalid.title'))).toBeVisible()
})
