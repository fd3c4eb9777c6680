// Every view in both languages and themes: switched live, nothing left untranslated, no policy broken, nothing in the way of assistive tools.

import axe from 'axe-core'
import type { AxeResults } from 'axe-core'
import type { RunningApp } from '../../scripts/lib/app/launch.ts'
import { addServer, dress, fillRunForm, goTo, openSession, startRun, waitForRunEnd } from '../../scripts/lib/app/views.ts'
import type { ViewName } from '../../scripts/lib/app/views.ts'
import { createTranslate } from '../../src/shared/i18n/index.ts'
import { expect, test } from './support/fixtures.ts'
import { fastMachine, shortRun } from './support/runs.ts'

const NAME = 'Looked at'
const plainViews: readonly ViewName[] = ['servers', 'newRun', 'sessions', 'machine', 'settings']

test('language and theme follow the system and switch live', async ({ launch }) => {
  const app = await launch({ language: 'zh-CN' })
  const { page } = app
  const zh = createTranslate('zh-CN')
  const en = createTranslate('en')
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN')
  await goTo(app, 'settings')
  const menuLabels = (): Promise<readonly string[]> =>
    app.electron.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.map(({ label }) => label) ?? [])
  expect(await menuLabels()).toContain(zh('menu:file'))

  await page
    .getByRole('radiogroup', { name: zh('settings:language.label') })
    .getByRole('radio', { name: 'English' })
    .check()
  await expect(page.getByRole('heading', { level: 1, name: en('settings:title') })).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
  expect(await menuLabels()).toContain(en('menu:file'))

  const ink = (): Promise<string> => page.getByRole('heading', { level: 1 }).evaluate((heading) => getComputedStyle(heading).color)
  const theme = page.getByRole('radiogroup', { name: en('settings:theme.label') })
  await theme.getByRole('radio', { name: en('settings:theme.light') }).check()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light')
  const light = await ink()
  await theme.getByRole('radio', { name: en('settings:theme.dark') }).check()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await expect.poll(ink).not.toBe(light)
  await app.close()

  const again = await launch({ language: 'zh-CN' })
  await expect(again.page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await expect(again.page.getByRole('link', { name: en('frame:nav.servers') })).toBeVisible()
})

for (const language of ['en', 'zh-CN'] as const) {
  test(`every view is clean: ${language}`, async ({ launch, simulate }) => {
    test.setTimeout(180_000)
    const app = await launch({ language })
    const { page } = app
    const problems = await watchPage(app)
    const simulator = await simulate(...fastMachine)
    await addServer(app, simulator.url)
    await fillRunForm(app, { url: simulator.url, name: NAME, ...shortRun })
    await startRun(app)
    await page.getByRole('progressbar', { name: app.t('live:progress') }).waitFor()
    await check(app, 'live')
    await waitForRunEnd(app)
    for (const theme of ['light', 'dark'] as const) {
      await dress(app, language, theme)
      for (const view of plainViews) {
        await goTo(app, view)
        await page.getByRole('heading', { level: 1 }).waitFor()
        await check(app, `${view}, ${theme}`)
      }
      await openSession(app, NAME)
      await check(app, `session, ${theme}`)
    }
    expect(await page.evaluate(() => (window as unknown as { violations: string[] }).violations)).toEqual([])
    expect(problems).toEqual([])
  })
}

/** Loads the page anew and from its first instant on collects what it complains about, and every breach of its policy. */
async function watchPage({ page }: RunningApp): Promise<readonly string[]> {
  const problems: string[] = []
  page.on('pageerror', (error) => void problems.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error' || /missingKey/i.test(message.text())) problems.push(message.text())
  })
  await page.addInitScript(() => {
    const violations: string[] = []
    Object.assign(window, { violations })
    document.addEventListener('securitypolicyviolation', (event) => void violations.push(`${event.violatedDirective} ${event.blockedURI}`))
  })
  await page.reload()
  return problems
}

/** No serious finding of axe, no text that is a key of the catalogue. */
async function check(app: RunningApp, where: string): Promise<void> {
  const { page } = app
  await page.evaluate(axe.source)
  const results = await page.evaluate(() =>
    (window as unknown as { axe: { run: (context: Document, options: object) => Promise<AxeResults> } }).axe.run(document, {
      resultTypes: ['violations'],
    }),
  )
  expect(results.passes.length, `${where}: checks that axe made`).toBeGreaterThan(10)
  const serious = results.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  expect
    .soft(
      serious.flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary }) => `${where}: ${id}: ${html.slice(0, 200)} ${failureSummary?.slice(0, 300)}`),
      ),
      where,
    )
    .toEqual([])
  const untranslated = await page.evaluate(() =>
    [...document.body.innerText.matchAll(/\b(?:common|domain|errors|frame|history|live|menu|plan|report|servers|session|settings):[\w.-]+/g)].map(
      ([text]) => text,
    ),
  )
  expect.soft(untranslated, where).toEqual([])
}
