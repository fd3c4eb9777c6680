/** The HTML report: one page without scripts or remote assets that tells everything that was asked of it. */
import { stageLoad } from '../../../../src/core/model/load.ts'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { renderHtmlReport, textSummary } from '../../../../src/core/report/index.ts'
import { paletteNames, palettes } from '../../../../src/core/report/html/palette.ts'
import type { StoredSession } from '../../../../src/core/model/stored-session.ts'
import { createTranslate, languages, type Language } from '../../../../src/shared/i18n/index.ts'
import { viewOf } from '../../../support/session-view.ts'
import { fakeRequest, fakeStoredSession } from '../../../support/stored-session.ts'

const styleHash = (css: string) => `sha256-${createHash('sha256').update(css).digest('base64')}`

function render(stored: StoredSession, language: Language = 'en', hash: typeof styleHash | null = styleHash): string {
  return renderHtmlReport(viewOf(stored), stored, { language, theme: 'dark', t: createTranslate(language), generatedAt: '2026-05-12T20:00:00Z', ...(hash === null ? {} : { styleHash: hash }) })
}

const full = fakeStoredSession({ seed: 5, failures: 0.4 })

describe('the page', () => {
  const page = render(full)

  it('loads nothing and runs nothing', () => {
    expect(page).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|javascript:|\son\w+=|\sstyle="/i)
    expect(page).toContain("default-src 'none'")
  })

  it('allows exactly its own sheet', () => {
    const css = /<style>([^]*)<\/style>/.exec(page)![1]!
    expect(page).toContain(`style-src '${styleHash(css)}'`)
    expect(render(full, 'en', null)).toContain("style-src 'unsafe-inline'")
  })

  it('holds no word that was not translated and no hole', () => {
    for (const language of languages) expect(render(full, language)).not.toMatch(/(domain|report):\w|\{\{|undefined|NaN|\[object/)
  })

  it('shows the layers, the charts, the order of errors and the definitions', () => {
    for (const words of ['Experience', 'Capacity', 'Stability', 'On one time axis', 'Errors in order', 'timeout waiting for the first token', 'VRAM', 'First strike', 'Time to first token', 'n = ']) {
      expect(page.replaceAll('\u00a0', ' ')).toContain(words)
    }
    expect(page).toContain('CUDA error: &lt;unknown&gt; &amp; the runner stopped')
  })
})

it('states failures of the measured requests that ended, warm-ups and cancelled ones apart', () => {
  const failed = fakeRequest({ outcome: 'http-5xx' })
  const requests = [{ ...failed, warmup: true }, failed, fakeRequest(), fakeRequest(), fakeRequest(), fakeRequest({ outcome: 'cancelled' })].map((r, index) => ({ ...r, index }))
  const page = render({ ...full, requests, stages: [{ index: 0, ...stageLoad({ concurrency: 1 }), startMs: 0, endMs: 400 }], events: [] })
  expect(page).toContain('1 of 4 that ended')
  expect(page).toContain(' (1/4)')
})

it('says of how many requests its latencies know nothing, in the page and in the text', () => {
  const requests = [fakeRequest(), fakeRequest(), fakeRequest(), fakeRequest({ outcome: 'cancelled' })].map((r, index) => ({ ...r, index }))
  const stored: StoredSession = { ...full, requests, stages: [{ index: 0, ...stageLoad({ concurrency: 1 }), startMs: 0, endMs: 400 }], events: [] }
  const view = viewOf(stored)
  for (const language of languages) {
    const t = createTranslate(language)
    const line = t('report:note.cutOff', { load: language === 'en' ? '1 user' : '1 个用户', cut: '1', all: '4' })
    expect(render(stored, language).replaceAll('\u00a0', ' ')).toContain(line)
    expect(textSummary(view.meta, view.analysis, { language, t }).notes.map((note) => note.replaceAll('\u00a0', ' '))).toContain(line)
  }
  const whole = { ...stored, requests: requests.slice(0, 3) }
  expect(textSummary(whole.meta, viewOf(whole).analysis, { language: 'en', t: createTranslate('en') }).notes.join()).not.toContain('cut off')
})

describe('what must be known first', () => {
  it('is said in banners', () => {
    const stored = fakeStoredSession({ simulated: true, status: 'interrupted', failure: { code: 'app-ended', detail: 'gone' }, tokenSource: 'chunks', clientSamples: false, gpu: false })
    const page = render(stored)
    for (const words of ['the bundled simulator answered', 'Cut off by a crash', 'The app ended during the run.', 'Token counts are estimates', 'can’t prove', 'not available: the tool that reads it is not installed']) expect(page).toContain(words)
    expect(render(full)).not.toContain('the bundled simulator answered')
  })

  it('includes an invalid client and a warm cache', () => {
    const busy = { ...full, clientSamples: full.clientSamples.map((sample) => ({ ...sample, cpuPercent: 99 })), requests: full.requests.map((r) => ({ ...r, cachedTokens: r.promptTokens })) }
    const page = render(busy)
    expect(page).toContain('Measurement invalid')
    expect(page).toContain('100 % of prompt tokens came from')
  })
})

describe('sessions that went wrong', () => {
  const { meta } = full
  const cases: readonly (readonly [string, StoredSession])[] = [
    ['empty', { ...full, requests: [], stages: [], telemetry: [], clientSamples: [], events: [], meta: { ...meta, durationMs: null, host: null, plan: { ...meta.plan, telemetry: { ...meta.plan.telemetry, enabled: false } } } }],
    ['one request', { ...full, requests: [fakeRequest()], stages: [{ index: 0, ...stageLoad({ concurrency: 1 }), startMs: 0, endMs: null }], events: [], meta: { ...meta, durationMs: null } }],
    ['all failed', { ...full, requests: full.requests.map((r) => ({ ...fakeRequest({ index: r.index, stage: r.stage, outcome: 'refused', dueAtMs: r.dueAtMs, sentAtMs: null, endAtMs: r.dueAtMs + 1, firstTokenAtMs: null, lastTokenAtMs: null, chunkAtMs: new Float64Array(0) }) })) }],
    ['cancelled', { ...full, requests: full.requests.map((r) => ({ ...r, outcome: 'cancelled' as const })) }],
    ['a cold start', { ...full, requests: full.requests.map((r, i) => (i === 4 ? { ...r, firstTokenAtMs: r.sentAtMs! + 90_000 } : r)) }],
    ['no sensors', { ...full, telemetry: full.telemetry.map((series) => ({ ...series, tMs: new Float64Array(0), value: new Float64Array(0), reason: 'no-permission' as const })) }],
  ]
  it.each(cases)('still make a whole page: %s', (_, stored) => {
    for (const language of languages) {
      const page = render(stored, language)
      expect(page).not.toMatch(/undefined|NaN|Infinity|\{\{|(domain|report):\w/)
      expect(page.trimEnd().endsWith('</html>')).toBe(true)
    }
  })
})

it('has the colours of the window', () => {
  const css = readFileSync(new URL('../../../../src/renderer/src/styles/tokens.css', import.meta.url), 'utf8')
  const block = (theme: string) => css.slice(css.indexOf(`[data-theme='${theme}'] {`), css.indexOf('}', css.indexOf(`[data-theme='${theme}'] {`)))
  for (const theme of ['dark', 'light'] as const) {
    for (const name of paletteNames) expect([name, palettes[theme][name]]).toEqual([name, new RegExp(`--c-${name}: ([^;]+);`).exec(block(theme))![1]])
  }
})

describe('the text summary', () => {
  it.each(languages)('has a row a stage and every note in %s', (language) => {
    const stored = fakeStoredSession({ failures: 0.4, tokenSource: 'chunks', clientSamples: false, simulated: true, status: 'failed', failure: { code: 'server-died', detail: '' } })
    const summary = textSummary(stored.meta, viewOf({ ...stored, requests: stored.requests.map((r) => ({ ...r, cachedTokens: r.promptTokens })) }).analysis, { language, t: createTranslate(language) })
    expect(summary.stages.rows).toHaveLength(4)
    for (const row of summary.stages.rows) expect(row).toHaveLength(summary.stages.columns.length)
    expect(summary.verdicts).toHaveLength(3)
    expect(summary.notes.length).toBeGreaterThanOrEqual(6)
    expect(JSON.stringify(summary)).not.toMatch(/undefined|NaN|\{\{|(domain|report):\w/)
  })
})
