// The person's own prompts: a file chosen or dropped, its preview and faults, the run that sends it, the session that names it.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { addServer, fillRunForm, openSession, startRun, waitForRunEnd } from '../../scripts/lib/app/views.ts'
import { expect, test } from './support/fixtures.ts'
import { exportJson, fastMachine, shortRun } from './support/runs.ts'

const lines = ['{"prompt":"What is a prefix cache?"}', 'oops', '{"turns":["One","Two","Three"]}', '{"prompt":"<b>not markup</b>"}']

test('a file is previewed, run and named in the session', async ({ launch, simulate, folder }) => {
  const file = join(folder, 'mine.jsonl')
  writeFileSync(file, lines.join('\n'))
  const app = await launch()
  const { page, t } = app
  const server = await simulate(...fastMachine)
  await addServer(app, server.url)
  await fillRunForm(app, { url: server.url, name: 'Mine', ...shortRun })
  await page.getByRole('radio', { name: t('plan:source.dataset.name') }).check()
  const start = page.getByRole('button', { name: t('plan:start'), exact: true })
  await expect(start).toBeDisabled()

  await page.locator('input[type=file]').setInputFiles(file)
  const preview = page.getByRole('region', { name: t('plan:prompts.caption') })
  await expect(preview.getByText('<b>not markup</b>')).toBeVisible()
  await page.getByText(t('plan:file.leftOut', { count: 1 })).click()
  await expect(page.getByText(t('dataset:issueAt.line', { place: 2, issue: t('dataset:issue.not-json') }))).toBeVisible()
  await page.getByRole('switch', { name: t('plan:conversation') }).check()
  await expect(page.getByText('--dataset mine.jsonl')).toBeVisible()

  await expect(start).toBeEnabled()
  await startRun(app)
  await waitForRunEnd(app)
  await openSession(app, 'Mine')
  const { plan, requests } = await exportJson(app, join(folder, 'out.json'))
  expect(plan.workload).toMatchObject({ source: { kind: 'dataset', name: 'mine.jsonl', format: 'jsonl', count: 3 }, conversation: { turns: 4 } })
  expect(JSON.stringify(plan)).not.toContain('prefix cache')
  expect(requests.every(({ outcome }) => outcome === 'ok')).toBe(true)
})

test('a dropped file is read, and one that holds no prompts is refused in words', async ({ launch, simulate }) => {
  const app = await launch()
  const { page, t } = app
  const server = await simulate(...fastMachine)
  await addServer(app, server.url)
  await fillRunForm(app, { url: server.url })
  await page.getByRole('radio', { name: t('plan:source.dataset.name') }).check()
  const drop = async (name: string, text: string): Promise<void> => {
    const transfer = await page.evaluateHandle(
      ([fileName, content]) => {
        const data = new DataTransfer()
        data.items.add(new File([content], fileName))
        return data
      },
      [name, text] as const,
    )
    await page.getByText(t('plan:file.drop')).dispatchEvent('drop', { dataTransfer: transfer })
  }
  await drop('table.csv', 'a,b\n1,2\n')
  await expect(page.getByRole('alert').filter({ hasText: t('dataset:refused.no-column', { name: 'table.csv' }) })).toBeVisible()
  await drop('talk.txt', 'one\ntwo\n')
  await expect(page.getByRole('region', { name: t('plan:prompts.caption') }).getByText('two')).toBeVisible()
  await expect(page.getByRole('alert').filter({ hasText: 'table.csv' })).toHaveCount(0)
})
