/** The figures of pace, position and prompt length in words, against values worked out by hand. */
import { describe, expect, it } from 'vitest'
import { analyseRange, analyseSession } from '../../../../src/core/analysis/index.ts'
import { formatterFor } from '../../../../src/core/format/formatter.ts'
import { paceSentence, rangeRows, stageRows, steadyRow, withInterval, type FigureRow } from '../../../../src/core/format/pace-rows.ts'
import { percentileRow, percentileRows } from '../../../../src/core/format/percentile-rows.ts'
import { positionPoints, positionSentence, positionTable } from '../../../../src/core/format/position-text.ts'
import { prefillLine, prefillSentence } from '../../../../src/core/format/prefill-text.ts'
import type { RangeAnalysis } from '../../../../src/core/model/analysis.ts'
import type { RequestRecord } from '../../../../src/core/model/request.ts'
import { distributionWithIntervals } from '../../../../src/core/stats/index.ts'
import { createTranslate, languages } from '../../../../src/shared/i18n/index.ts'
import { fakeRequest, fakeStoredSession } from '../../../support/stored-session.ts'

const en = { f: formatterFor('en'), t: createTranslate('en') }
const zh = { f: formatterFor('zh-CN'), t: createTranslate('zh-CN') }

/** An answer whose gaps are given, one token a chunk, sent at `sentAtMs`, first token after `ttftMs`. */
function answer(gaps: readonly number[], { sentAtMs = 0, ttftMs = 100, ...over }: Partial<RequestRecord> & { readonly sentAtMs?: number; readonly ttftMs?: number } = {}): RequestRecord {
  const firstMs = sentAtMs + ttftMs
  const stamps = new Float64Array(gaps.length + 1).fill(firstMs)
  gaps.forEach((gap, i) => (stamps[i + 1] = stamps[i]! + gap))
  const lastMs = stamps.at(-1)!
  return fakeRequest({
    sentAtMs, dueAtMs: sentAtMs, firstEventAtMs: firstMs, firstTokenAtMs: firstMs, firstVisibleAtMs: firstMs, lastTokenAtMs: lastMs, endAtMs: lastMs,
    outputTokens: stamps.length, chunkAtMs: stamps, ...over,
  })
}

const even = (count: number, gapMs: number): number[] => Array.from({ length: count }, () => gapMs)
const named = (rows: readonly FigureRow[], name: string): FigureRow => rows.find((row) => row.name === name)!
const over = (requests: readonly RequestRecord[], toMs = 10_000): RangeAnalysis => analyseRange(requests, 0, toMs)

describe('stall time and jitter', () => {
  it('states share, deviation and what they are of', () => {
    // 20 gaps of 10 ms and one of 100: 100 / 300 of the time; the deviation is sqrt(90² / 21) = 19.64.
    const rows = rangeRows(en, over([answer([...even(10, 10), 100, ...even(10, 10)])]))
    expect(named(rows, 'stallShare')).toMatchObject({ label: 'Stall time', value: '33.3 %', of: 'n = 21 gaps of 1 answer', n: 21, note: '1 stall', interval: null })
    expect(named(rows, 'jitterMs')).toMatchObject({ value: '19.6 ms', n: 21 })
    expect(named(rows, 'jitterMs').definition).toContain('root mean square')
  })

  it('says it in a sentence', () => {
    expect(paceSentence(en, over([answer([...even(10, 10), 100, ...even(10, 10)])]))).toBe('33.3 % of decode time went into stalls; jitter 19.6 ms (n = 21 gaps of 1 answer).')
    expect(paceSentence(en, over([answer(even(20, 10)), answer(even(20, 10))]))).toBe('Tokens came evenly: no stalls, jitter 0 ms (n = 40 gaps of 2 answers).')
    expect(paceSentence(zh, over([answer([...even(10, 10), 100, ...even(10, 10)])]))).toBe('解码时间的 33.3% 耗在卡顿上；抖动 19.6 ms（n = 21 个间隔，1 个回答）。')
  })
})

describe('pace by position', () => {
  const slowing = (n: number): RequestRecord[] => Array.from({ length: n }, (_, i) => answer([...even(39, 20), ...even(60, 25)], { sentAtMs: i }))

  it('names both ends and how sure the ratio is', () => {
    // The first third ends before token 34, the last begins behind token 66: 25 / 20.
    expect(positionSentence(en, over(slowing(8)))).toBe('Decoding slows down as the answer grows: the last third takes 25 % more time per token than the first (95 %: +25 % … +25 %, n = 8); 25.0 ms at token 100, 20.0 ms at the start.')
    expect(positionSentence(zh, over(slowing(8)))).toBe('回答越长解码越慢：最后三分之一的每 token 用时比最前三分之一多 25%（95 % 区间 +25% … +25%，n = 8）；第 100 个 token 处为 25.0 ms，开头为 20.0 ms。')
    expect(named(rangeRows(en, over(slowing(8))), 'lateToEarly')).toMatchObject({ value: '1.25×', interval: '1.25 … 1.25×', of: 'n = 8 answers' })
  })

  it('gives the parts as a series and as a table', () => {
    const { positions } = over(slowing(6))
    const points = positionPoints(en, positions)
    // A hundred tokens in parts of nine.
    expect(points).toHaveLength(12)
    expect(points[0]).toEqual({ fromToken: 1, toToken: 9, atToken: 5, medianMs: 20, p95Ms: null, n: 6, text: 'Tokens 1–9: 20.0 ms each, n = 6' })
    expect(positionTable(en, positions!).rows.at(-1)).toEqual(['99–100', '25.0 ms', '–', '6'])
    expect(positionPoints(en, null)).toEqual([])
  })

  it('claims nothing where the interval holds 1, and calls a little little', () => {
    const flat = over(Array.from({ length: 8 }, (_, i) => answer(i % 2 === 0 ? [...even(50, 20), ...even(49, 21)] : [...even(50, 21), ...even(49, 20)])))
    expect(positionSentence(en, flat)).toMatch(/^No slowdown shown as the answer grows/)
    expect(positionSentence(en, over(Array.from({ length: 8 }, () => answer([...even(50, 20), ...even(49, 20.2)]))))).toMatch(/^Decoding hardly changes as the answer grows: the last third takes 1 % more/)
    expect(positionSentence(en, over(Array.from({ length: 8 }, () => answer([...even(50, 20), ...even(49, 16)]))))).toBe('Decoding gets faster as the answer grows: the last third takes 20 % less time per token than the first (95 %: −20 % … −20 %, n = 8); 16.0 ms at token 100, 20.0 ms at the start.')
  })
})

describe('what a prompt token costs', () => {
  /** Lengths of 100, 200 … tokens in a mixed order. */
  const byLength = (n: number, msPerToken: number): RequestRecord[] =>
    Array.from({ length: n }, (_, i) => {
      const promptTokens = 100 * (((i * 7) % n) + 1)
      return answer(even(20, 10), { sentAtMs: i, promptTokens, ttftMs: 50 + msPerToken * promptTokens })
    })

  it('is the slope with its interval, and the speed', () => {
    const range = over(byLength(20, 0.4))
    expect(prefillSentence(en, { ...range, prefill: { ...range.prefill, rho: 0.934 } })).toMatch(/^Each 1,000 prompt tokens add 400 ms to TTFT \(95 %: 400 … 400 ms, n = 20, rank agreement 0\.934\): a prefill speed of 2,500 tok\/s, after 50\.0 ms that every request pays\.$/)
    expect(named(rangeRows(en, range), 'prefillTokensPerS')).toMatchObject({ value: '2,500 tok/s', interval: '2,500 … 2,500 tok/s', of: 'n = 20 requests' })
    expect(prefillLine(range.prefill, 0, 1000)).toEqual([{ tokens: 0, ttftMs: expect.closeTo(50, 6) }, { tokens: 1000, ttftMs: expect.closeTo(450, 6) }])
  })

  it('is not claimed where it is not surely above 0', () => {
    const range = over(byLength(20, 0).map((record, i) => ({ ...record, firstTokenAtMs: record.sentAtMs! + (i % 2 === 0 ? 100 : 120) })))
    expect(prefillSentence(en, range)).toMatch(/^No cost of longer prompts shown/)
    expect(named(rangeRows(en, range), 'prefillTokensPerS')).toMatchObject({ value: '–', note: 'the slope is not surely above 0 (n = 20)' })
  })

  it('says why there is none', () => {
    expect(prefillSentence(en, over(byLength(20, 0.4).map((record) => ({ ...record, promptTokens: 128 }))))).toBe('What a prompt token costs can’t be told: the prompts don’t differ enough in length.')
    expect(prefillSentence(en, over(byLength(5, 0.4)))).toBe('What a prompt token costs can’t be told: only 5 of the 12 answers that it takes.')
    expect(prefillSentence(zh, over(byLength(20, 0.4).map((record) => ({ ...record, promptTokens: null }))))).toBe('无法判断提示 token 的代价：服务器未给出提示 token 数。')
    const twoLoads = byLength(20, 0.4).map((record, i) => ({ ...record, stage: i % 2 }))
    expect(prefillSentence(en, over(twoLoads))).toContain('loads differ')
  })
})

describe('what is missing', () => {
  const notes = (requests: readonly RequestRecord[], toMs?: number) => Object.fromEntries(rangeRows(en, over(requests, toMs)).map(({ name, value, note }) => [name, value === '–' ? note : value]))

  it('has a reason without requests', () => {
    expect(notes([])).toEqual({
      stallShare: 'no request was sent in the window', jitterMs: 'no request was sent in the window', lateToEarly: 'no request was sent in the window', prefillTokensPerS: 'no request was sent in the window',
      maxConcurrency: 'no request was sent in the window', peakQps: 'no request was sent in the window',
    })
  })

  it('has a reason where all failed', () => {
    const failed = [answer([], { outcome: 'http-5xx', firstTokenAtMs: null, lastTokenAtMs: null, outputTokens: null, chunkAtMs: new Float64Array(0), endAtMs: 50 })]
    expect(notes(failed)).toMatchObject({ stallShare: 'no request succeeded', lateToEarly: 'no request succeeded', prefillTokensPerS: 'no request succeeded', maxConcurrency: '1', peakQps: '0/s' })
  })

  it('has a reason where answers came in one chunk, or are too short', () => {
    const whole = answer([], { outputTokens: 40 })
    expect(notes([whole])).toMatchObject({ stallShare: expect.stringContaining('one piece'), lateToEarly: expect.stringContaining('one piece') })
    expect(notes([answer(even(3, 10))])).toMatchObject({ stallShare: 'no answer has 8 gaps between its tokens', lateToEarly: 'fewer than 6 answers of 24 tokens and more' })
  })

  it('has no peak within less than a second', () => {
    expect(notes([answer(even(20, 10))], 900)).toMatchObject({ peakQps: 'the window is shorter than 1 s', maxConcurrency: '1' })
  })

  it.each(languages)('leaves no placeholder and no unknown key in %s', (language) => {
    const words = { f: formatterFor(language), t: createTranslate(language) }
    const session = analyseSession(fakeStoredSession({ failures: 0.2 }))
    const texts = [over([]), over([answer([], { outputTokens: 40 })]), session.overall].flatMap((range) => [
      ...rangeRows(words, range).flatMap(({ label, definition, value, of, note }) => [label, definition, value, of, note ?? '']), paceSentence(words, range), positionSentence(words, range), prefillSentence(words, range),
    ])
    const rows = session.stages.flatMap((stage) => stageRows(words, stage).flatMap(({ note, value }) => [note ?? '', value]))
    for (const text of [...texts, ...rows]) expect(text).not.toMatch(/\{\{|report:|domain:|pace\.|undefined|NaN/)
  })
})

describe('when a stage is steady', () => {
  const stage = analyseSession(fakeStoredSession()).stages[0]!

  it('tells a beginning that was found from the rule', () => {
    const detected = { ...stage, startMs: 1000, windowMs: [3500, 9000] as const, settling: { atMs: 3500, by: 'ttft' as const } }
    expect(steadyRow(en, detected)).toMatchObject({ value: 'detected after 2.50 s', note: 'When it became steady was detected: until then TTFT was unlike the rest.' })
    expect(steadyRow(zh, detected).note).toBe('稳态起点由检测得出：在此之前的首字延迟 TTFT 与后面不同。')
    const ruled = { ...detected, settling: null, metrics: { ...stage.metrics, ttftMs: distributionWithIntervals(new Float64Array(30).fill(1)) } }
    expect(steadyRow(en, ruled).note).toBe('Steady after every user’s first token; no unlike beginning was found that leaves at least half.')
    expect(steadyRow(en, { ...ruled, concurrency: null, ratePerS: 2 }).note).toMatch(/^Steady after the first answer;/)
    const few = distributionWithIntervals(new Float64Array(5).fill(1))
    expect(steadyRow(en, { ...ruled, windowMs: [1000, 9000], metrics: { ...stage.metrics, ttftMs: few, tpotMs: few } })).toMatchObject({ value: 'from the start', note: 'Steady from the start of the level; fewer than 20 answers, too few to look for an unlike beginning.' })
    expect(steadyRow(en, { ...ruled, windowMs: null })).toMatchObject({ value: '–', note: 'the level has no window' })
  })
})

describe('percentiles with intervals', () => {
  it('hides, dims and explains by n', () => {
    const row = percentileRow(en, 'ttftMs', distributionWithIntervals(Float64Array.from({ length: 40 }, (_, i) => 100 + i)))
    const [p50, p90, p95, p99, mean] = row.cells
    // Midway between the 20th and 21st of 100, 101 …
    expect(p50).toMatchObject({ value: '120 ms', trust: 'shown', note: null })
    expect(p50!.interval).toMatch(/^11\d … 12\d ms$/)
    expect(p90).toMatchObject({ trust: 'shown', value: '135 ms' })
    expect(p95).toMatchObject({ trust: 'dimmed', interval: null, note: 'no interval below n = 59 (n = 40)' })
    expect(p99).toMatchObject({ trust: 'hidden', value: '–', note: 'not shown below n = 100 (n = 40)' })
    expect(mean).toMatchObject({ value: '120 ms', trust: 'shown' })
    expect(percentileRow(en, 'tpotMs', distributionWithIntervals(new Float64Array(0))).cells[0]).toMatchObject({ value: '–', note: 'no values' })
  })

  it('writes a unit twice only where both ends differ in it', () => {
    const row = percentileRow(en, 'e2eMs', distributionWithIntervals(Float64Array.from({ length: 20 }, (_, i) => 600 + 60 * i)))
    expect(withInterval(row.cells[0]!)).toMatch(/^1\.17 s \(\d{3} ms … 1\.\d\d s\)$/)
  })

  it('has a row for the due time only under a rate', () => {
    const { overall } = analyseSession(fakeStoredSession())
    expect(percentileRows(en, overall, false).map(({ metric }) => metric)).not.toContain('ttftFromDueMs')
    expect(percentileRows(en, overall, true).map(({ metric }) => metric)).toContain('ttftFromDueMs')
  })
})
