/** From records to figures, on sessions small enough to work out by hand. */
import { stageLoad } from '../../../../src/core/model/load.ts'
import { describe, expect, it } from 'vitest'
import { analyseRange, analyseSession } from '../../../../src/core/analysis/index.ts'
import type { ClientSample } from '../../../../src/core/model/client-health.ts'
import type { RequestRecord } from '../../../../src/core/model/request.ts'
import type { SessionEvent, StageSpan } from '../../../../src/core/model/session.ts'
import type { StoredSession } from '../../../../src/core/model/stored-session.ts'
import { fakeRequest, fakeStoredSession } from '../../../support/stored-session.ts'

/** An answer of `tokens` tokens: first after `ttftMs`, then one every 100 ms; ends with the last. */
function answer(user: number, sentAtMs: number, over: Partial<RequestRecord> & { ttftMs?: number; tokens?: number } = {}): RequestRecord {
  const { ttftMs = 200, tokens = 9, ...rest } = over
  const stamps = Float64Array.from({ length: tokens }, (_, i) => sentAtMs + ttftMs + i * 100)
  const lastMs = stamps.at(-1)!
  return fakeRequest({
    user, dueAtMs: sentAtMs, sentAtMs, headersAtMs: sentAtMs + 1, firstEventAtMs: stamps[0]!, firstTokenAtMs: stamps[0]!, firstVisibleAtMs: stamps[0]!, lastTokenAtMs: lastMs, endAtMs: lastMs,
    outputTokens: tokens, chunkAtMs: stamps, ...rest,
  })
}

function failed(user: number, sentAtMs: number, endAtMs: number, over: Partial<RequestRecord> = {}): RequestRecord {
  return fakeRequest({
    user, dueAtMs: sentAtMs, sentAtMs, endAtMs, headersAtMs: null, firstEventAtMs: null, firstTokenAtMs: null, firstVisibleAtMs: null, lastTokenAtMs: null, outcome: 'http-5xx', httpStatus: 500,
    error: { code: 'http-500', message: 'boom' }, promptTokens: null, outputTokens: null, tokenSource: null, chunkAtMs: new Float64Array(0), ...over,
  })
}

const calm: ClientSample = { atMs: 1000, stage: 0, loopDelayP99Ms: 1, loopDelayMaxMs: 2, cpuPercent: 10, rssBytes: 1, connectionsOpened: 1, connectionsReused: 0, parseBacklogBytes: 0 }

function session(requests: readonly RequestRecord[], stages: readonly StageSpan[], events: readonly SessionEvent[] = [], samples: readonly ClientSample[] = [calm]): StoredSession {
  const { meta } = fakeStoredSession({ stageMs: 500, users: [1] })
  return { meta, requests: requests.map((r, index) => ({ ...r, index })), stages, events, telemetry: [], clientSamples: samples }
}

const stage0: StageSpan = { index: 0, ...stageLoad({ concurrency: 1 }), startMs: 0, endMs: 10_000 }
const event = (kind: SessionEvent['kind'], atMs: number, stage = 0): SessionEvent => ({ kind, atMs, stage, detail: null })

/** Ten answers of one second each, one after the other; sending stops at 10 s. */
const tenAnswers = Array.from({ length: 10 }, (_, i) => answer(0, i * 1000))
const events10 = [event('stage-start', 0), event('drain-start', 10_000)]

describe('the steady window', () => {
  it('starts after the first token of every user and ends when sending stopped', () => {
    const { stages: [stage] } = analyseSession(session(tenAnswers, [stage0], events10))
    expect(stage!.windowMs).toEqual([200, 10_000])
    expect(stage!.requestsInWindow).toBe(9)
    expect(stage!.metrics.ttftMs).toMatchObject({ n: 9, p50: 200, std: 0 })
  })

  it('keeps the start when users started too late to leave half of the stage', () => {
    const late = [answer(0, 0), answer(0, 1000), answer(0, 2000), answer(1, 0, { ttftMs: 2500 }), answer(0, 3000)]
    const { stages: [stage] } = analyseSession(session(late, [{ ...stage0, concurrency: 2, endMs: 4000 }], [event('drain-start', 4000)]))
    expect(stage!.windowMs).toEqual([0, 4000])
  })

  it('takes a stage whole in which nothing ended before sending stopped', () => {
    const one = answer(0, 100)
    const { stages: [stage] } = analyseSession(session([one], [{ ...stage0, startMs: 100, endMs: 1100 }], [event('stage-start', 100), event('drain-start', 100.5)]))
    expect(stage!.windowMs).toEqual([100, 1100])
    expect(stage).toMatchObject({ requestsInWindow: 1, completedQps: 1, outputTokensPerS: 9, measuredConcurrency: 1, errorRate: 0 })
  })

  it('takes a stage whole whose only successes were sent before the steady part', () => {
    const first = [answer(0, 0), answer(1, 0, { ttftMs: 300 })]
    const later = Array.from({ length: 9 }, (_, i) => failed(i % 2, 1100 + i * 100, 1190 + i * 100))
    const { stages: [stage], verdicts } = analyseSession(session([...first, ...later], [{ ...stage0, concurrency: 2, endMs: 2000 }], [event('stage-start', 0), event('drain-start', 2000)]))
    expect(stage!.windowMs).toEqual([0, 2000])
    expect(stage!.metrics.ttftMs).toMatchObject({ n: 2, max: 300 })
    expect(verdicts[0]!.key).not.toBe('domain:verdict.experience.none')
  })

  it('is none without requests', () => {
    const { stages: [stage], overall } = analyseSession(session([], [stage0]))
    expect(stage!.windowMs).toBeNull()
    expect(stage).toMatchObject({ outputTokensPerS: null, completedQps: null, errorRate: null, measuredConcurrency: null })
    expect(overall.metrics.ttftMs).toMatchObject({ n: 0, p50: null })
  })
})

describe('rates', () => {
  it('count what happened inside the window', () => {
    const { stages: [stage] } = analyseSession(session(tenAnswers, [stage0], events10))
    expect(stage!.achievedQps).toBeCloseTo(9 / 9.8, 9)
    expect(stage!.completedQps).toBeCloseTo(10 / 9.8, 9)
    expect(stage!.outputTokensPerS).toBeCloseTo(90 / 9.8, 9)
    expect(stage!.measuredConcurrency).toBeCloseTo(1, 9)
    expect(stage!.peakQps).toEqual({ perS: 1, overMs: 1000 })
    expect(stage!.compatible).toEqual({ durationMs: 10_000, successfulRequests: 10, requestsPerS: 1, outputTokensPerS: 9, totalTokensPerS: 137 })
  })

  it('credit tokens where they were stamped, by the server’s count per chunk where there is one', () => {
    const record = answer(0, 0, { chunkTokens: Uint32Array.of(1, 1, 1, 1, 1, 1, 1, 1, 12), outputTokens: 20 })
    expect(analyseRange([record], 0, 500).outputTokensPerS).toBe(8)
    expect(analyseRange([record], 950, 1950).outputTokensPerS).toBe(12)
  })

  it('spread the answer evenly over its chunks where it does not', () => {
    const record = answer(0, 0, { outputTokens: 18 })
    expect(analyseRange([record], 0, 500).outputTokensPerS).toBe(16)
  })

  it('count a request that runs across the border by its tokens only', () => {
    const range = analyseRange([answer(0, 0)], 500, 1500)
    expect(range.requestsInWindow).toBe(0)
    expect(range.metrics.ttftMs.n).toBe(0)
    expect(range.outputTokensPerS).toBe(6)
    expect(range.measuredConcurrency).toBe(0.5)
  })

  it('take a range given backwards, and say nothing of a silent one', () => {
    expect(analyseRange([answer(0, 0)], 1500, 500)).toEqual(analyseRange([answer(0, 0)], 500, 1500))
    expect(analyseRange([answer(0, 0)], 5000, 6000)).toMatchObject({ outputTokensPerS: null, completedQps: null, errorRate: null })
    expect(analyseRange([answer(0, 0)], 500, 500).completedQps).toBeNull()
  })
})

it('tells the share of answers that came in one piece, and gives them no pace', () => {
  const piece = (user: number, sentAtMs: number) => answer(user, sentAtMs, { lastTokenAtMs: sentAtMs + 200, chunkAtMs: new Float64Array(9).fill(sentAtMs + 200) })
  const range = analyseRange([piece(0, 0), piece(0, 1000), piece(0, 2000), answer(0, 3000), answer(0, 4000, { tokens: 1 })], 0, 5000)
  expect(range.onePieceShare).toBe(0.75)
  expect(range.metrics.tpotMs).toMatchObject({ n: 1, min: 100 })
  expect(analyseRange([], 0, 1).onePieceShare).toBeNull()
})

describe('failures', () => {
  const mixed = [...tenAnswers.slice(0, 9), failed(0, 9000, 9400), fakeRequest({ ...failed(0, 9500, 9600), outcome: 'cancelled' })]

  it('are a share of what ended, cancelled ones left out, and mark the stage', () => {
    const { stages: [stage], errors } = analyseSession(session(mixed, [stage0], events10))
    expect(stage!.errorRate).toBeCloseTo(1 / 9, 9)
    expect(stage!.failureMark).toBe('greyed')
    expect(errors).toMatchObject({ total: 1, byOutcome: { 'http-5xx': 1 }, byClass: { 'http-5xx': 1 } })
  })

  it('are told in the order in which they came, warm-ups included', () => {
    const { errors } = analyseSession(session(
      [failed(0, 0, 500, { outcome: 'timeout-idle', warmup: true }), failed(0, 600, 900), failed(0, 100, 300, { outcome: 'oom' }), failed(0, 950, 990)], [stage0]))
    expect(errors.order.map(({ outcome, count, atMs }) => [outcome, count, atMs])).toEqual([['oom', 1, 300], ['timeout-idle', 1, 500], ['http-5xx', 2, 900]])
    expect(errors.order[2]!.lastAtMs).toBe(990)
    expect(errors.firstStrike).toMatchObject({ outcome: 'oom', errorClass: 'oom', request: 2, message: 'boom' })
  })

  it('leave no figures but themselves when everything failed', () => {
    const all = Array.from({ length: 20 }, (_, i) => failed(0, i * 100, i * 100 + 50))
    const result = analyseSession(session(all, [{ ...stage0, endMs: 2000 }]))
    expect(result.stages[0]).toMatchObject({ errorRate: 1, failureMark: 'greyed', completedQps: 0, outputTokensPerS: 0 })
    expect(result.capacity).toEqual({ bestStage: null, bestOutputTokensPerS: null, kneeStage: null, stableQps: null })
    expect(result.verdicts.map(({ key, band }) => [key, band])).toEqual([
      ['domain:verdict.experience.none', null], ['domain:verdict.capacity.none', null], ['domain:verdict.stability.allFailed', 'bad'],
    ])
    expect(JSON.stringify(result)).not.toContain('NaN')
  })
})

describe('the client', () => {
  const judge = (samples: readonly ClientSample[], requests = tenAnswers, events: readonly SessionEvent[] = events10) => analyseSession(session(requests, [stage0], events, samples)).client

  it('is valid when it was calm', () => {
    expect(judge([calm])).toMatchObject({ valid: true, reasons: [], scheduleLagMs: { n: 10, p99: 0, max: 0 }, eventLoopDelayMs: { p99: 1, max: 2 }, cpuPercent: 10 })
  })

  it.each([
    ['event-loop-delay', { loopDelayP99Ms: 5.1 }], ['cpu', { cpuPercent: 76 }],
  ] as const)('is not when its %s is over the limit', (reason, over) => {
    expect(judge([{ ...calm, ...over }])).toMatchObject({ valid: false, reasons: [reason] })
  })

  it('is not when it sent late, but the limit grows with the TTFT', () => {
    const lateBy = (ms: number, ttftMs: number) => tenAnswers.map((_, i) => answer(0, i * 1000 + ms, { dueAtMs: i * 1000, ttftMs }))
    expect(judge([calm], lateBy(6, 100)).reasons).toEqual(['schedule-lag'])
    expect(judge([calm], lateBy(6, 200)).reasons).toEqual([])
  })

  it('proves nothing without samples', () => {
    expect(judge([])).toMatchObject({ valid: false, reasons: ['not-measured'], cpuPercent: null })
    expect(judge([{ ...calm, loopDelayP99Ms: null }]).reasons).toEqual(['not-measured'])
  })

  it('is not condemned for one pause in a minute, nor by what happened between stages', () => {
    const minute = Array.from({ length: 60 }, (_, i) => ({ ...calm, atMs: i * 1000 }))
    expect(judge([...minute, { ...calm, loopDelayP99Ms: 80 }]).valid).toBe(true)
    expect(judge([calm, { ...calm, stage: null, loopDelayP99Ms: 80 }]).valid).toBe(true)
    expect(judge(minute.map((sample, i) => ({ ...sample, loopDelayP99Ms: i % 10 === 0 ? 80 : 1 }))).valid).toBe(false)
  })

  it('is not when the recorder lost the thread', () => {
    expect(judge([calm], tenAnswers, [...events10, event('queue-overflow', 5)]).reasons).toEqual(['queue-overflow'])
  })
})

describe('token facts', () => {
  it('name the sources by frequency, and call ICL inter-token only where the server’s count allows', () => {
    const sources = [answer(0, 0, { tokenSource: 'chunks' }), answer(0, 1000), answer(0, 2000)]
    expect(analyseRange(sources, 0, 9000).tokenSources).toEqual(['server-usage', 'chunks'])
    expect(analyseRange(sources, 0, 9000).oneTokenPerChunk).toBe(true)
    expect(analyseRange([answer(0, 0, { outputTokens: 18 })], 0, 9000).oneTokenPerChunk).toBe(false)
    expect(analyseRange([answer(0, 0, { tokenSource: 'chunks' })], 0, 9000).oneTokenPerChunk).toBeNull()
  })

  it('tell the share of cached prompt tokens over requests that tell both', () => {
    const range = analyseRange([answer(0, 0, { promptTokens: 100, cachedTokens: 50 }), answer(0, 1, { promptTokens: 100, cachedTokens: null })], 0, 9000)
    expect(range.cachedPromptShare).toBe(0.5)
    expect(analyseRange([answer(0, 0)], 0, 9000).cachedPromptShare).toBeNull()
  })
})

describe('a whole session', () => {
  const stored = fakeStoredSession({ stageMs: 6000 })
  const result = analyseSession(stored)

  it('finds the best level among those that held; the heaviest failed too often to tell of a knee', () => {
    expect(result.stages.map(({ concurrency }) => concurrency)).toEqual([1, 2, 4, 8])
    expect(result.capacity).toMatchObject({ bestStage: 2, kneeStage: null })
  })

  it('adds its stages up', () => {
    expect(result.overall.requestsInWindow).toBe(result.stages.reduce((sum, { requestsInWindow }) => sum + requestsInWindow, 0))
    expect(result.overall.metrics.iclMs.n).toBe(result.stages.reduce((sum, { metrics }) => sum + metrics.iclMs.n, 0))
    expect(result.overall.windowMs).toEqual([result.stages[0]!.windowMs![0], result.stages[3]!.windowMs![1]])
  })

  it('does not count warm-ups', () => {
    const warm = stored.requests.filter(({ warmup }) => warmup)
    expect(warm.length).toBe(2)
    expect(analyseSession({ ...stored, requests: warm }).overall.requestsInWindow).toBe(0)
  })

  it('survives a stage that was cut off before it ended', () => {
    const cut = analyseSession({ ...stored, stages: stored.stages.map((stage) => (stage.index === 3 ? { ...stage, endMs: null } : stage)), events: [] })
    expect(cut.stages[3]!.endMs).toBeGreaterThan(cut.stages[3]!.startMs)
  })
})
