// Two sessions chosen in the list and held against each other: what differs, what is unfair, figures in words, pictures under one crosshair.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { analyseSession } from '../../src/core/analysis/index.ts'
import { sessionExport } from '../../src/core/report/index.ts'
import { databasePath } from '../../src/node/app-paths.ts'
import { createTranslate } from '../../src/shared/i18n/index.ts'
import { answerOpenDialog } from '../../scripts/lib/app/launch.ts'
import { dress, goTo } from '../../scripts/lib/app/views.ts'
import { labSession } from '../support/lab-sessions.ts'
import { storeSession } from '../support/store-session.ts'
import { expect, test } from './support/fixtures.ts'

const t = createTranslate('en')

test('chooses sessions by keyboard and box, compares them, and changes the baseline', async ({ dataDir, launch }) => {
  mkdirSync(dataDir, { recursive: true })
  const db = databasePath(dataDir)
  const fast = labSession('healthy-slots', 600)
  const slow = labSession('healthy-slots', 601, (behaviour) => ({ ...behaviour, step: ({ gpuMs, hostMs }) => ({ gpuMs: gpuMs * 1.4, hostMs: hostMs * 1.4 }) }))
  const other = { ...slow, meta: { ...slow.meta, plan: { ...slow.meta.plan, workload: { ...slow.meta.plan.workload, outputTokens: 999 } } } }
  storeSession(db, fast, { id: 'FAST', name: 'Fast one', createdAtMs: 3_000 })
  storeSession(db, slow, { id: 'SLOW', name: 'Slow one', createdAtMs: 2_000 })
  storeSession(db, other, { id: 'OTHER', name: 'Other workload', createdAtMs: 1_000 })
  const app = await launch()
  const { page } = app

  await goTo(app, 'compare')
  await expect(page.getByText(t('compare:empty.title'))).toBeVisible()
  await page.getByRole('button', { name: t('compare:empty.action') }).click()

  await page.getByRole('row').filter({ hasText: 'Fast one' }).focus()
  await page.keyboard.press('Space')
  const compare = page.getByRole('button', { name: t('compare:compareChosen'), exact: true })
  await expect(compare).toBeDisabled()
  await page.getByRole('checkbox', { name: t('compare:choose', { name: 'Slow one' }) }).check()
  await compare.click()

  await expect(page.getByText(/^B is 4\d % ± \d+(\.\d)? % slower$/).first()).toBeVisible()
  await expect(page.getByText(t('compare:noDifferences'))).toBeVisible()
  await expect(page.getByText(t('compare:unfair'))).toHaveCount(0)
  await page.getByRole('radio', { name: t('compare:baseline') }).nth(1).check()
  await expect(page.getByText(/^A is 2\d % ± \d+(\.\d)? % faster$/).first()).toBeVisible()

  const curves = page.getByRole('application', { name: t('compare:curvesKeyboard') })
  await curves.focus()
  await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('status').filter({ hasText: /^p51\. TTFT A · Fast one \d/ })).toHaveCount(1)

  await goTo(app, 'sessions')
  await goTo(app, 'compare')
  await expect(page.getByText(/slower$/).first()).toBeVisible()

  await goTo(app, 'sessions')
  await page.getByRole('row').filter({ hasText: 'Fast one' }).click({ modifiers: ['Control'] })
  await page.getByRole('row').filter({ hasText: 'Other workload' }).click({ modifiers: ['Shift'] })
  await expect(page.getByText(t('compare:chosen', { count: 3 }))).toBeVisible()
  await compare.click()
  await expect(page.getByRole('alert').getByText(t('compare:warning.workload'))).toBeVisible()
  const chinese = await dress(app, 'zh-CN', 'dark')
  await expect(page.getByText(chinese.t('compare:warning.workload'))).toBeVisible()
  await expect(page.getByText(/^B 慢 4\d% ± /).first()).toBeVisible()
})

test('takes exported sessions from the dialog and by dropping them, and refuses other files', async ({ dataDir, folder, launch }) => {
  mkdirSync(dataDir, { recursive: true })
  storeSession(databasePath(dataDir), labSession('healthy-slots', 610), { id: 'HERE', name: 'From here', createdAtMs: 3_000 })
  const far = labSession('healthy-slots', 611)
  const text = JSON.stringify(sessionExport({ ...far, meta: { ...far.meta, name: 'From afar' } }, analyseSession(far)))
  const file = join(folder, 'afar.json')
  writeFileSync(file, text)
  const app = await launch()
  const { page } = app

  await goTo(app, 'compare')
  await answerOpenDialog(app.electron, join(folder, 'gone.json'))
  await page.getByRole('button', { name: t('compare:addFile') }).click()
  await expect(page.getByText(t('errors:file/unreadable.title'))).toBeVisible()
  await answerOpenDialog(app.electron, file)
  await page.getByRole('button', { name: t('compare:addFile') }).click()
  await expect(page.getByText(t('compare:oneMore'))).toBeVisible()

  await page.getByRole('button', { name: t('compare:empty.action') }).click()
  await page.getByRole('checkbox', { name: t('compare:choose', { name: 'From here' }) }).check()
  await page.getByRole('button', { name: t('compare:compareChosen'), exact: true }).click()
  const sessions = page.getByRole('list', { name: t('compare:sessions') }).getByRole('listitem')
  await expect(sessions).toHaveCount(2)
  await expect(sessions.filter({ hasText: t('compare:fromFile') })).toHaveText(/From afar/)

  const drop = async (content: string): Promise<void> => {
    const transfer = await page.evaluateHandle((json) => {
      const data = new DataTransfer()
      data.items.add(new File([json], 'dropped.json', { type: 'application/json' }))
      return data
    }, content)
    await page.getByRole('heading', { level: 1, name: t('compare:title') }).dispatchEvent('drop', { dataTransfer: transfer })
  }
  await drop('{"format":"something else"}')
  await expect(page.getByText(t('errors:session/invalid.title'))).toBeVisible()
  await drop(text)
  await expect(sessions).toHaveCount(3)
  await sessions.nth(2).getByRole('button', { name: t('compare:remove', { name: 'From afar' }) }).click()
  await expect(sessions).toHaveCount(2)
})
