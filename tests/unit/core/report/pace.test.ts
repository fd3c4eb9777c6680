/** Pace, steadiness and intervals per level: in the page and in the tables of the terminal. */
import { describe, expect, it } from 'vitest'
import { summaryText } from '../../../../src/cli/summary.ts'
import { renderHtmlReport, textSummary } from '../../../../src/core/report/index.ts'
import { stageLoad } from '../../../../src/core/model/load.ts'
import type { RequestRecord } from '../../../../src/core/model/request.ts'
import type { StoredSession } from '../../../../src/core/model/stored-session.ts'
import { createTranslate, languages, type Language } from '../../../../src/shared/i18n/index.ts'
import { viewOf } from '../../../support/session-view.ts'
import { fakeRequest, fakeStoredSession } from '../../../support/stored-session.ts'

const base = fakeStoredSession({ seed: 5, stageMs: 30_000 })

/** One user, answers one after the other: 60 tokens each, 20 ms apart, then 25; each prompt token costs 0.4 ms. */
function oneLevel(count: number, over: (i: number) => Partial<RequestRecord> = () => ({})): StoredSession {
  let atMs = 0
  const requests = Array.from({ length: count }, (_, index) => {
    const [sentAtMs, promptTokens] = [atMs, 100 + 100 * index]
    const firstMs = sentAtMs + 50 + 0.4 * promptTokens
    const chunkAtMs = Float64Array.from({ length: 60 }, (__, i) => firstMs + (i <= 30 ? 20 * i : 600 + 25 * (i - 30)))
    const lastMs = chunkAtMs.at(-1)!
    atMs = lastMs + 1
    return fakeRequest({
      index, sentAtMs, dueAtMs: sentAtMs, headersAtMs: firstMs, firstEventAtMs: firstMs, firstTokenAtMs: firstMs, firstVisibleAtMs: firstMs, lastTokenAtMs: lastMs, endAtMs: lastMs,
      promptTokens, outputTokens: 60, chunkAtMs, ...over(index),
    })
  })
  return { ...base, requests, stages: [{ index: 0, ...stageLoad({ concurrency: 1 }), startMs: 0, endMs: atMs }], events: [] }
}

function page(stored: StoredSession, language: Language = 'en'): string {
  return renderHtmlReport(viewOf(stored), stored, { language, theme: 'light', t: createTranslate(language), generatedAt: '2026-05-12T20:00:00Z' }).replaceAll('\u00a0', ' ')
}

function text(stored: StoredSession, language: Language = 'en', detail: 'whole' | 'short' = 'whole'): string {
  return summaryText(viewOf(stored), language, detail).replaceAll('\u00a0', ' ')
}

const whole = oneLevel(20)

describe('the page', () => {
  it('draws both pictures and says what they show', () => {
    const shown = page(whole)
    expect(shown).toContain('Decoding slows down as the answer grows: the last third takes 25 % more time per token than the first')
    expect(shown).toContain('Each 1,000 prompt tokens add 400 ms to TTFT')
    expect(shown).toContain('a prefill speed of 2,500 tok/s')
    expect(shown.match(/<figure class="plot">/g)).toHaveLength(2)
    // Twelve parts, each with its numbers for those who point at it.
    expect(shown.match(/<circle [^>]*><title>Tokens /g)).toHaveLength(12)
    expect(shown).toContain('Tokens 1–5: 20.0 ms each, n = ')
  })

  it('puts intervals below the percentiles, where n allows one', () => {
    const n = viewOf(whole).analysis.overall.metrics.tpotMs.n
    const row = /TPOT<\/td>[^]*?<\/tr>/.exec(page(whole))![0]
    expect(n).toBeLessThan(29)
    expect(row.match(/class="ci"/g)).toHaveLength(2)
    expect(row).toContain(`no interval below n = 59 (n = ${n})`)
  })

  it('has words instead of pictures where nothing can be told', () => {
    const failed = page(oneLevel(3, () => ({ outcome: 'http-5xx', firstTokenAtMs: null, firstVisibleAtMs: null, lastTokenAtMs: null, chunkAtMs: new Float64Array(0), outputTokens: null })))
    expect(failed).not.toContain('<figure')
    expect(failed).toContain('Whether decoding slows down as answers grow can’t be told: no request succeeded.')
    const inOnePiece = page(oneLevel(20, () => ({ chunkAtMs: Float64Array.of(500), firstTokenAtMs: 500, lastTokenAtMs: 500 })))
    expect(inOnePiece).toContain('How evenly tokens came can’t be told: the answers came in one piece')
  })

  it.each([0, 1])('stands with %i requests', (count) => {
    for (const language of languages) {
      expect(page(oneLevel(count), language)).not.toMatch(/(domain|report):\w|\{\{|undefined|NaN|Infinity/)
      expect(text(oneLevel(count), language)).not.toMatch(/(domain|report):\w|\{\{|undefined|NaN|Infinity/)
    }
  })
})

describe('the terminal', () => {
  it('has the tables whole, and the gist in short', () => {
    const shown = text(whole)
    expect(shown).toContain('Pace and steadiness per load level')
    expect(shown).toContain('Percentiles with 95 % intervals')
    expect(shown).toMatch(/2,500 tok\/s/)
    const short = text(whole, 'en', 'short')
    expect(short).not.toContain('Pace and steadiness')
    expect(short).toContain('· 1 user: Decoding slows down as the answer grows')
    expect(short).toMatch(/· 1 user: TTFT p50 .* \(.* … .*\), TPOT p50 .*; 95 % intervals, n = \d+\./)
  })

  it('keeps its columns in line in both languages', () => {
    for (const language of languages) {
      const { details } = textSummary(base.meta, viewOf(base).analysis, { language, t: createTranslate(language) })
      for (const { table } of details) for (const row of table.rows) expect(row).toHaveLength(table.columns.length)
    }
  })

  it('says once what is the same of every level, and has a row for all of them', () => {
    const { details } = textSummary(base.meta, viewOf(base).analysis, { language: 'en', t: createTranslate('en') })
    expect(details[0]!.notes).toContain('All levels: What a prompt token costs can’t be told: the prompts don’t differ enough in length.')
    expect(details[0]!.table.rows.at(-1)![0]).toBe('All levels')
    expect(textSummary(whole.meta, viewOf(whole).analysis, { language: 'en', t: createTranslate('en') }).details[0]!.table.rows).toHaveLength(1)
  })
})
