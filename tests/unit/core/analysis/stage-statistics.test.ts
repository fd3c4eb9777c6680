/** Figures of a window beyond percentiles: pace, position, prefill, settling and held rates; against numpy and scipy where those can tell (scripts/reference/pace.py). */
import { describe, expect, it } from 'vitest'
import reference from '../../../fixtures/reference/pace.json' with { type: 'json' }
import { analyseRange, analyseSession } from '../../../../src/core/analysis/index.ts'
import { paceFigures } from '../../../../src/core/analysis/pace.ts'
import { positionProfile } from '../../../../src/core/analysis/position-profile.ts'
import { prefillSlope } from '../../../../src/core/analysis/prefill.ts'
import { presetAttainments } from '../../../../src/core/analysis/slo.ts'
import { mserCut, settlingOf, transientLength } from '../../../../src/core/analysis/settling.ts'
import type { RequestRecord } from '../../../../src/core/model/request.ts'
import { fakeRequest, fakeStoredSession, seededRandom } from '../../../support/stored-session.ts'

const answer = (stamps: readonly number[], over: Partial<RequestRecord> = {}) => fakeRequest({
  chunkAtMs: Float64Array.from(stamps), firstTokenAtMs: stamps[0]!, lastTokenAtMs: stamps.at(-1)!, endAtMs: stamps.at(-1)! + 1, outputTokens: stamps.length, ...over,
})

describe('pace', () => {
  it('agrees with numpy', () => {
    const found = paceFigures(reference.answers.map((stamps) => answer(stamps)))!
    expect(found).toMatchObject({ n: reference.pace.n, stalls: reference.pace.stalls, answers: 4 })
    expect(found.stallShare).toBeCloseTo(reference.pace.stallShare, 9)
    expect(found.jitterMs).toBeCloseTo(reference.pace.jitterMs, 9)
  })

  it('sees no stall in a steady answer, and all of the time of one that stands still', () => {
    const steady = Array.from({ length: 60 }, (_, i) => i * 20)
    expect(paceFigures([answer(steady)])).toMatchObject({ stallShare: 0, stalls: 0, jitterMs: 0, n: 59 })
    const halted = steady.map((atMs, i) => atMs + (i >= 30 ? 980 : 0))
    expect(paceFigures([answer(halted)])).toMatchObject({ stalls: 1, stallShare: 1000 / (58 * 20 + 1000) })
  })

  it('says nothing of failures and short answers', () => {
    expect(paceFigures([answer([0, 1, 2, 3]), answer(Array.from({ length: 40 }, (_, i) => i), { outcome: 'truncated' })])).toBeNull()
  })
})

describe('decode by position', () => {
  const growing = (slowdown: number, tokens = 90) => {
    const stamps: number[] = []
    let atMs = 100
    for (let i = 0; i < tokens; i += 1) {
      stamps.push(atMs)
      atMs += 20 * (1 + (slowdown * i) / tokens)
    }
    return answer(stamps)
  }

  it('tells an answer that slows down from one that does not', () => {
    const slow = positionProfile(Array.from({ length: 12 }, () => growing(1)))!
    // 1 + 5/6 on average in the last third, 1 + 1/6 in the first.
    expect(slow.lateToEarly).toBeCloseTo((1 + 5 / 6) / (1 + 1 / 6), 1)
    expect(slow.bins[0]!.medianMs).toBeLessThan(slow.bins.at(-1)!.medianMs)
    expect(slow.bins.map(({ fromToken }) => fromToken)).toEqual(slow.bins.map(({ fromToken }) => fromToken).toSorted((a, b) => a - b))
    expect(positionProfile(Array.from({ length: 12 }, () => growing(0)))!.lateToEarly).toBeCloseTo(1, 9)
  })

  it('has a 95th percentile in each part from ten answers on', () => {
    // Answers of 1, 2 … 20 ms a token, each even.
    const answers = (count: number) => Array.from({ length: count }, (_, i) => answer(Array.from({ length: 48 }, (__, token) => token * (i + 1))))
    const { bins } = positionProfile(answers(20))!
    for (const bin of bins) {
      expect(bin.medianMs).toBeCloseTo(10.5, 9)
      expect(bin.p95Ms).toBeCloseTo(19.05, 9)
    }
    expect(positionProfile(answers(9))!.bins.map(({ p95Ms }) => p95Ms)).toEqual(bins.map(() => null))
  })

  it('counts tokens, not chunks, where the server tells', () => {
    const stamps = Array.from({ length: 30 }, (_, i) => i * 40)
    const uneven = answer(stamps, { outputTokens: 75, chunkTokens: Uint32Array.from({ length: 30 }, (_, i) => (i < 15 ? 1 : 4)) })
    expect(positionProfile(Array.from({ length: 8 }, () => uneven))!.lateToEarly).toBeLessThan(0.5)
  })

  it('says nothing with few or short answers', () => {
    expect(positionProfile(Array.from({ length: 5 }, () => growing(1)))).toBeNull()
    expect(positionProfile(Array.from({ length: 12 }, () => growing(1, 10)))).toBeNull()
  })
})

describe('prefill', () => {
  const requests = (tokens: readonly number[], ttftMs: readonly number[], over: Partial<RequestRecord> = {}) =>
    tokens.map((promptTokens, index) => fakeRequest({ index, promptTokens, sentAtMs: 0, firstTokenAtMs: ttftMs[index]!, ...over }))

  it('agrees with scipy', () => {
    const { tokens, ttftMs, msPerToken, fixedMs, interval } = reference.prefill
    const found = prefillSlope(requests(tokens, ttftMs))
    expect(found.msPerToken).toBeCloseTo(msPerToken, 9)
    expect(found.fixedMs).toBeCloseTo(fixedMs, 6)
    expect(found.interval![0]).toBeCloseTo(interval[0]!, 9)
    expect(found.interval![1]).toBeCloseTo(interval[1]!, 9)
    expect(found.tokensPerS).toBeCloseTo(1000 / msPerToken, 3)
    expect(found.gap).toBeNull()
  })

  it('counts only what had to be computed', () => {
    const { tokens, ttftMs, msPerToken } = reference.prefill
    expect(prefillSlope(requests(tokens.map((n) => n + 500), ttftMs, { cachedTokens: 500 })).msPerToken).toBeCloseTo(msPerToken, 9)
  })

  it('has a reason where there is none', () => {
    const many = Array.from({ length: 40 }, (_, i) => i)
    expect(prefillSlope([]).gap).toBe('no-counts')
    expect(prefillSlope(requests([100, 2000], [1, 2])).gap).toBe('too-few')
    expect(prefillSlope(requests(many.map((i) => 1000 + i), many)).gap).toBe('same-length')
    const flat = seededRandom(2)
    expect(prefillSlope(requests(many.map((i) => 100 + i * 50), many.map(() => 200 + 50 * flat())))).toMatchObject({ gap: null, tokensPerS: null })
  })

  it('is not taken over several loads', () => {
    const { overall, stages } = analyseSession(fakeStoredSession({ users: [1, 4], seed: 2 }))
    expect(overall.prefill.gap).toBe('mixed-load')
    expect(stages.every(({ prefill }) => prefill.gap !== 'mixed-load')).toBe(true)
  })
})

describe('settling', () => {
  it.each(reference.settling)('cuts where numpy does: $name', ({ values, cut }) => {
    expect(mserCut(values)).toBe(cut)
  })

  it('leaves out a beginning that is unlike the rest, and neither noise nor a trend', () => {
    const [settles, noise, climbs] = reference.settling.map(({ values }) => transientLength(Float64Array.from(values)))
    expect(settles).toBeGreaterThanOrEqual(9)
    expect([noise, climbs]).toEqual([0, 0])
  })

  it('seldom cuts noise', () => {
    const random = seededRandom(7)
    let cuts = 0
    for (let run = 0; run < 200; run += 1) if (transientLength(Float64Array.from({ length: 60 }, () => 300 * Math.exp(0.3 * (random() + random() + random() - 1.5)))) > 0) cuts += 1
    expect(cuts / 200).toBeLessThanOrEqual(0.05)
  })

  it('is dated by sending, whatever the order of the answers', () => {
    const random = seededRandom(3)
    const sent = Array.from({ length: 60 }, (_, i) => fakeRequest({ index: i, sentAtMs: i * 500, firstTokenAtMs: i * 500 + (i < 10 ? 900 : 300) + 20 * random(), outputTokens: null }))
    expect(settlingOf(sent.toReversed())).toEqual({ atMs: 5000, by: 'ttft' })
  })

  it('moves the window of a stage, if enough remains', () => {
    const stored = fakeStoredSession({ users: [2], seed: 6, stageMs: 60_000, outputTokens: 16, failures: 0 })
    const [span] = stored.stages
    const isEarly = ({ sentAtMs, warmup }: RequestRecord) => !warmup && sentAtMs! < span!.startMs + 12_000
    const cold = { ...stored, requests: stored.requests.map((record) => (isEarly(record) ? { ...record, sentAtMs: record.sentAtMs! - 800, dueAtMs: record.dueAtMs - 800 } : record)) }
    const [warmed] = analyseSession(cold).stages
    expect(warmed!.settling).toMatchObject({ by: 'ttft' })
    expect(warmed!.windowMs![0]).toBe(warmed!.settling!.atMs)
    expect(warmed!.windowMs![0]).toBeGreaterThan(span!.startMs + 8_000)
    expect(analyseSession(stored).stages[0]!.settling).toBeNull()
  })
})

describe('attainment of presets', () => {
  const due = (dueAtMs: number, ttftMs: number, over: Partial<RequestRecord> = {}) => fakeRequest({ dueAtMs, sentAtMs: dueAtMs, firstTokenAtMs: dueAtMs + ttftMs, outputTokens: null, ...over })
  const of = (requests: readonly RequestRecord[], isRate = false) => new Map(presetAttainments(requests, [0, 10_000], isRate).map((found) => [found.preset, found]))

  it('counts every request due in the window, failures and those outside of the limits as bad', () => {
    const found = of([due(0, 150), due(1000, 250), due(2000, 450), due(3000, 100, { outcome: 'timeout-idle' }), due(20_000, 10)])
    expect(found.get('chat')).toEqual({ preset: 'chat', attainment: 0.25, goodputPerS: 0.1 })
    expect(found.get('rag')).toMatchObject({ attainment: 0.5 })
    expect(found.get('llama-3.1-8b-interactive')).toMatchObject({ attainment: 0.75 })
  })

  it('minds the pace where there is one, and the due time under a rate', () => {
    const slow = due(0, 100, { outputTokens: 11, firstTokenAtMs: 100, lastTokenAtMs: 700, endAtMs: 701, chunkAtMs: Float64Array.from({ length: 11 }, (_, i) => 100 + 60 * i) })
    expect(of([slow]).get('chat')).toMatchObject({ attainment: 0 })
    expect(of([slow]).get('rag')).toMatchObject({ attainment: 1 })
    const late = due(0, 900, { sentAtMs: 800 })
    expect(of([late]).get('chat')).toMatchObject({ attainment: 1 })
    expect(of([late], true).get('chat')).toMatchObject({ attainment: 0 })
    expect(presetAttainments([], [0, 10], false)).toEqual([])
    expect(presetAttainments([late], null, false)).toEqual([])
  })
})

describe('a window', () => {
  it('knows the most requests that were open at once', () => {
    const open = (sentAtMs: number, endAtMs: number) => fakeRequest({ sentAtMs, endAtMs })
    expect(analyseRange([open(0, 100), open(50, 150), open(100, 200), open(120, 130)], 0, 300).maxConcurrency).toBe(3)
    expect(analyseRange([open(0, 1000)], 400, 500).maxConcurrency).toBe(1)
    expect(analyseRange([], 0, 10).maxConcurrency).toBeNull()
  })

  it('has the same figures for a brushed range as for the stage it covers', () => {
    const stored = fakeStoredSession({ users: [4], seed: 9 })
    const [stage] = analyseSession(stored).stages
    const range = analyseRange(stored.requests, ...stage!.windowMs!)
    expect(range.pace).toEqual(stage!.pace)
    expect(range.positions).toEqual(stage!.positions)
    expect(range.maxConcurrency).toBe(stage!.maxConcurrency)
    expect(range.metrics).toEqual(stage!.metrics)
    expect(range.metrics.e2eMs.intervals!.p50![0]).toBeLessThanOrEqual(range.metrics.e2eMs.p50!)
  })
})
