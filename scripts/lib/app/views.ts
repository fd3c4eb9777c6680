// What a person does in the window, by the words and roles on screen: add a server, set up a run, start it, look at sessions.

import type { Locator } from '@playwright/test'
import { createTranslate } from '../../../src/shared/i18n/index.ts'
import type { Language } from '../../../src/shared/i18n/index.ts'
import type { PreloadApi } from '../../../src/shared/ipc/api.ts'
import type { RunningApp } from './launch.ts'

const RUN_END_TIMEOUT_MS = 180_000

/** The views that the sidebar leads to; `live` only while a run is on. */
export type ViewName = 'live' | 'newRun' | 'servers' | 'sessions' | 'compare' | 'machine' | 'settings'

/** What to fill into the new-run form; what is left out stays as the form has it. */
export interface RunForm {
  /** The server's URL as its card shows it. */
  readonly url: string
  readonly name?: string
  readonly stages?: readonly number[]
  readonly stageDurationS?: number | null
  readonly stageRequests?: number | null
  readonly warmupRequests?: number
  /** Sizes of the custom shape. */
  readonly promptTokens?: number
  /** Prompts then vary evenly from `promptTokens` to this. */
  readonly promptTokensTo?: number
  readonly outputTokens?: number
  readonly pauseS?: number
  readonly drainS?: number
  readonly firstTokenS?: number
  readonly baselineS?: number
  readonly tailS?: number
}

const plainFields = ['stageDurationS', 'stageRequests', 'warmupRequests'] as const
const advancedFields = ['pauseS', 'drainS', 'firstTokenS', 'baselineS', 'tailS'] as const
const sizeFields = ['promptTokens', 'outputTokens'] as const

/** Opens a view through the sidebar. */
export async function goTo({ page, t }: RunningApp, view: ViewName): Promise<void> {
  const link = page.getByRole('navigation').getByRole('link', { name: t(`frame:nav.${view}`), exact: true })
  await link.click()
  await page
    .getByRole('navigation')
    .locator('[aria-current="page"]', { hasText: t(`frame:nav.${view}`) })
    .waitFor()
}

/** Changes language and theme as the settings view does, and waits until the window has followed. @returns the app in those words */
export async function dress(app: RunningApp, language: Language, theme: 'light' | 'dark'): Promise<RunningApp> {
  await app.page.evaluate((patch) => (window as unknown as { bench: PreloadApi }).bench.call['settings:update'](patch), { language, theme })
  await app.page.locator(`html[lang="${language}"][data-theme="${theme}"]`).waitFor()
  return { ...app, t: createTranslate(language) }
}

/** The card of the server with that URL. */
export function serverCard({ page }: RunningApp, url: string): Locator {
  return page.getByRole('listitem').filter({ has: page.getByText(url, { exact: true }) })
}

/** Opens the dialog, fills it in and sends it; what comes of it is for the caller to see. */
export async function submitServer(app: RunningApp, url: string, more: { readonly name?: string; readonly key?: string } = {}): Promise<Locator> {
  const { page, t } = app
  await goTo(app, 'servers')
  await page.getByRole('button', { name: t('servers:add'), exact: true }).click()
  const dialog = page.getByRole('dialog', { name: t('servers:form.title') })
  await dialog.getByLabel(t('servers:form.url')).fill(url)
  if (more.name !== undefined) await dialog.getByLabel(t('servers:form.name')).fill(more.name)
  if (more.key !== undefined) await dialog.getByLabel(t('servers:key.label')).fill(more.key)
  await dialog.getByRole('button', { name: t('servers:form.submit') }).click()
  return dialog
}

/** Adds a server by its URL and waits for its card. */
export async function addServer(app: RunningApp, url: string, more: { readonly name?: string; readonly key?: string } = {}): Promise<Locator> {
  const dialog = await submitServer(app, url, more)
  await dialog.waitFor({ state: 'hidden' })
  const card = serverCard(app, url)
  await card.waitFor()
  return card
}

/** Fills in the new-run form for a server that is in the list. */
export async function fillRunForm(app: RunningApp, form: RunForm): Promise<void> {
  const { page, t } = app
  await goTo(app, 'servers')
  await serverCard(app, form.url)
    .getByRole('button', { name: t('servers:plan') })
    .click()
  if (form.name !== undefined) await page.getByLabel(t('plan:name')).fill(form.name)
  if (form.promptTokens !== undefined || form.outputTokens !== undefined) {
    await page
      .getByRole('radiogroup', { name: t('plan:shapes') })
      .getByText(t('plan:shape.custom.name'), { exact: true })
      .click()
    // As the form was left: an earlier plan may have had lengths of a range.
    await page.getByLabel(t('plan:length.spread.prompt')).selectOption('fixed')
    for (const field of sizeFields) await fillNumber(app, field, form[field])
    if (form.promptTokensTo !== undefined) await varyPrompts(app, form.promptTokensTo)
  }
  if (form.stages !== undefined) await fillStages(app, form.stages)
  for (const field of plainFields) await fillNumber(app, field, form[field])
  if (advancedFields.some((field) => form[field] !== undefined)) {
    const advanced = page.locator('details').filter({ hasText: t('plan:advanced') })
    if (!(await advanced.evaluate((element) => (element as HTMLDetailsElement).open))) await advanced.locator('summary').click()
    for (const field of advancedFields) await fillNumber(app, field, form[field])
  }
}

async function varyPrompts({ page, t }: RunningApp, toTokens: number): Promise<void> {
  await page.getByLabel(t('plan:length.spread.prompt')).selectOption('uniform')
  const box = page.getByRole('spinbutton').and(page.getByLabel(t('plan:length.second.uniform', { what: t('plan:length.prompt') })))
  await box.fill(String(toTokens))
  await box.blur()
}

async function fillNumber({ page, t }: RunningApp, field: string, value: number | null | undefined): Promise<void> {
  if (value === undefined) return
  const label = t(`plan:field.${field}`)
  const box = page.getByRole('spinbutton').and(page.getByLabel(label))
  await box.fill(value === null ? '' : String(value))
  await box.blur()
}

async function fillStages({ page, t }: RunningApp, stages: readonly number[]): Promise<void> {
  const box = page.getByLabel(t('plan:field.stages'))
  const removers = page.getByRole('button', { name: new RegExp(t('plan:removeStage', { users: '\\d+' })) })
  await box.focus()
  for (let left = await removers.count(); left > 0; left -= 1) await box.press('Backspace')
  await box.fill(stages.join(', '))
  await box.press('Enter')
}

/** Starts what the form says and waits until the run is on. */
export async function startRun(app: RunningApp): Promise<void> {
  const { page, t } = app
  await page.getByRole('button', { name: t('plan:start'), exact: true }).click()
  await page
    .getByRole('navigation')
    .getByRole('link', { name: t('frame:nav.live'), exact: true })
    .waitFor()
}

/** Waits until no run is on any more. */
export async function waitForRunEnd({ page, t }: RunningApp, timeoutMs = RUN_END_TIMEOUT_MS): Promise<void> {
  await page
    .getByRole('navigation')
    .getByRole('link', { name: t('frame:nav.live'), exact: true })
    .waitFor({ state: 'detached', timeout: timeoutMs })
}

/** Waits until so many per cent of the run are over. The bar is asked for anew each time: the view may draw another one when the run proper begins. */
export async function waitForProgress({ page, t }: RunningApp, percent: number, timeoutMs = RUN_END_TIMEOUT_MS): Promise<void> {
  const bar = page.getByRole('progressbar', { name: t('live:progress') })
  const deadlineMs = Date.now() + timeoutMs
  for (;;) {
    const leftMs = deadlineMs - Date.now()
    if (leftMs <= 0) throw new Error(`the run has not come to ${percent} % within ${timeoutMs / 1000} s`)
    const value = Number(await bar.getAttribute('aria-valuenow', { timeout: leftMs }))
    if (value >= percent) return
    await page.waitForTimeout(100)
  }
}

/** The row of a session in the list. */
export function sessionRow({ page }: RunningApp, name: string): Locator {
  return page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) })
}

/** Opens a session from the list. */
export async function openSession(app: RunningApp, name: string): Promise<void> {
  await goTo(app, 'sessions')
  await app.page.getByRole('link', { name, exact: true }).click()
  await app.page.getByRole('button', { name: app.t('session:export.html') }).waitFor()
}

/** The lane's canvas on the timeline, by the lane's title. */
export function laneCanvas({ page, t }: RunningApp, lane: string): Locator {
  return page.getByRole('img', { name: t(`session:lane.${lane}.title`) }).first()
}

/** The part of the window that holds the headline figure with this label. */
export function figure({ page }: RunningApp, label: string): Locator {
  // A figure has no role of its own: it is the nearest box around the label that also holds its sample.
  return page.getByText(label, { exact: true }).first().locator('xpath=ancestor::*[2]')
}

/** How many pixels of a canvas differ from its most common colour: what is drawn, without knowing what. */
export async function inkOf(canvas: Locator): Promise<number> {
  return canvas.evaluate((element) => {
    const { width, height } = element as HTMLCanvasElement
    const pixels = (element as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height).data
    if (pixels === undefined) return 0
    const colours = new Uint32Array(pixels.buffer)
    const counts = new Map<number, number>()
    for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1)
    return colours.length - Math.max(...counts.values())
  })
}
