/** Every verdict forms a sentence without holes, in both languages. */
import { stageLoad } from '../../../../src/core/model/load.ts'
import { describe, expect, it } from 'vitest'
import { analyseSession } from '../../../../src/core/analysis/index.ts'
import { capacitySummary } from '../../../../src/core/analysis/capacity.ts'
import { errorBand, percentileTrust, tpotBand, ttftBand, worseBand } from '../../../../src/core/analysis/bands.ts'
import { formatterFor, verdictText } from '../../../../src/core/format/index.ts'
import { isSuccess, type Outcome } from '../../../../src/core/model/outcome.ts'
import type { RequestRecord } from '../../../../src/core/model/request.ts'
import type { StoredSession } from '../../../../src/core/model/stored-session.ts'
import { createTranslate, languages } from '../../../../src/shared/i18n/index.ts'
import { fakeRequest, fakeStoredSession } from '../../../support/stored-session.ts'

function slower(stored: StoredSession, byMs: number): StoredSession {
  const move = (ms: number | null) => (ms === null ? null : ms + byMs)
  return { ...stored, requests: stored.requests.map((r) => ({ ...r, firstTokenAtMs: move(r.firstTokenAtMs), lastTokenAtMs: move(r.lastTokenAtMs), endAtMs: r.endAtMs + byMs, chunkAtMs: r.chunkAtMs.map((ms) => ms + byMs) })) }
}

const base = fakeStoredSession()
const sessions: readonly (readonly [string, StoredSession, readonly string[]])[] = [
  ['grown and broken', base, ['upToHeld', 'broken', 'errors']],
  ['one level', fakeStoredSession({ users: [2], failures: 0 }), ['single', 'single', 'clean']],
  ['two good levels', fakeStoredSession({ users: [1, 2], failures: 0 }), ['always', 'growing', 'clean']],
  ['hopeless', slower(base, 6000), ['never', 'broken', 'errors']],
  ['slow', slower(fakeStoredSession({ users: [1], failures: 0 }), 1500), ['single', 'single', 'clean']],
  ['nothing', { ...base, requests: [], stages: [] }, ['none', 'none', 'none']],
  ['simulated, estimated', fakeStoredSession({ simulated: true, tokenSource: 'chunks', failures: 0 }), ['upTo', 'knee', 'clean']],
  ['cut off midway, all of them', { ...base, requests: base.requests.map((r) => ({ ...r, outcome: 'reset-mid-stream' as const })) }, ['none', 'allFailed', 'allFailed']],
  ['failed in warm-up', { ...base, requests: base.requests.map((r) => (r.warmup ? { ...r, outcome: 'http-4xx' as const } : r)) }, ['upToHeld', 'broken', 'errorsEarly']],
]

describe.each(sessions)('%s', (_, stored, expected) => {
  const { verdicts } = analyseSession(stored)

  it('reaches the expected verdicts in the order of the layers', () => {
    expect(verdicts.map(({ layer }) => layer)).toEqual(['experience', 'capacity', 'stability'])
    expect(verdicts.map(({ key }) => key.split('.').at(-1))).toEqual(expected)
  })

  it.each(languages)('reads as whole sentences in %s', (language) => {
    for (const verdict of verdicts) {
      const sentence = verdictText(verdict, formatterFor(language), createTranslate(language))
      expect(sentence).not.toMatch(/\{\{|domain:|verdict\.|undefined|NaN/)
      expect(sentence).toMatch(/[.。]$/)
    }
  })
})

it('says what must be known of the data', () => {
  const [experience] = analyseSession(fakeStoredSession({ simulated: true, tokenSource: 'chunks' })).verdicts
  const sentence = verdictText(experience!, formatterFor('en'), createTranslate('en'))
  expect(sentence).toContain('up to 4 users')
  expect(sentence).toContain('Token counts are estimates')
  expect(sentence).toContain('Simulated')
})

const { meta } = fakeStoredSession({ users: [1], stageMs: 500 })

/** One stage a list of outcomes: answers of 9 tokens one after the other, a first token after 180 ms, or failures. */
function sessionOf(levels: readonly (readonly [users: number, outcomes: readonly Outcome[]])[], over: Partial<RequestRecord> = {}, more: Partial<StoredSession> = {}): StoredSession {
  const stageMs = 20_000
  const requests = levels.flatMap(([, outcomes], stage) => outcomes.map((outcome, i) => {
    const at = stage * stageMs + i * 500
    const stamps = Float64Array.from({ length: 9 }, (_, k) => at + 180 + k * 20)
    const common = { index: stage * 1000 + i, stage, dueAtMs: at, sentAtMs: at, endAtMs: at + 350, outcome }
    const hasFailed = !isSuccess(outcome)
    return fakeRequest({ ...common, outputTokens: hasFailed ? null : 9, tokenSource: hasFailed ? null : 'server-usage', firstTokenAtMs: hasFailed ? null : stamps[0]!, firstVisibleAtMs: null, lastTokenAtMs: hasFailed ? null : stamps[8]!, chunkAtMs: hasFailed ? new Float64Array(0) : stamps, ...over })
  }))
  const stages = levels.map(([concurrency], index) => ({ index, ...stageLoad({ concurrency }), startMs: index * stageMs, endMs: index * stageMs + stageMs - 1 }))
  const calm = stages.map(({ index, startMs }) => ({ ...fakeStoredSession({ users: [1], stageMs: 2000 }).clientSamples[0]!, atMs: startMs + 1000, stage: index }))
  return { meta, requests, stages, events: [], telemetry: [], clientSamples: calm, ...more }
}

const times = (n: number, outcome: Outcome = 'ok'): readonly Outcome[] => Array.from({ length: n }, () => outcome)
const said = (stored: StoredSession, language: 'en' | 'zh-CN' = 'en') => {
  const { verdicts, capacity } = analyseSession(stored)
  const [experience, throughput, stability] = verdicts.map((verdict) => verdictText(verdict, formatterFor(language), createTranslate(language)).replaceAll('\u00a0', ' '))
  return { experience: experience!, capacity: throughput!, stability: stability!, bands: verdicts.map(({ band }) => band), summary: capacity }
}

describe('a load at which requests fail', () => {
  const broken = said(sessionOf([[1, times(20)], [8, [...times(2), ...times(23, 'http-5xx')]]]))

  it('does not count as held, and makes the experience bad', () => {
    expect(broken.experience).toContain('First token within 1 s for 95 % of requests (n = 19) up to 1 user. With 8 users, 92.0 % of the requests failed (23 of 25 that ended).')
    expect(broken.bands[0]).toBe('bad')
  })

  it('is no best stage, and no sign of a limit beyond', () => {
    expect(broken.summary).toMatchObject({ bestStage: 0, kneeStage: null })
    expect(broken.capacity).toMatch(/^At most .*, with 1 user \(n = 19\); a heavier load did not hold\. At that throughput, .* With 8 users, 92\.0 %/)
  })

  it('is best only where every load fails, and that is said', () => {
    const all = said(sessionOf([[1, [...times(9), ...times(3, 'rejected')]], [8, times(5, 'rejected')]]))
    expect(all.experience).toMatch(/^With 1 user, 25\.0 % of the requests failed \(3 of 12 that ended\)\./)
    expect(all.capacity).toMatch(/^More than 5 % of the requests failed at every load with answers/)
    expect(all.bands).toEqual(['bad', 'bad', 'bad'])
  })

  it('is named when nobody was answered at it', () => {
    const silent = said(sessionOf([[1, times(12)], [8, times(8, 'cancelled')]]))
    expect(silent.experience).toContain('With 8 users, no request was answered.')
    expect(silent.capacity).not.toContain('grows')
  })
})

describe('few requests', () => {
  it('get no percentile, and their own plural', () => {
    const four = said(sessionOf([[2, times(4)]]))
    expect(four.experience).toMatch(/^First token within 180 ms in all 3 counted requests with 2 users\./)
    expect(`${four.experience}${four.stability}`).not.toMatch(/95|p95/)
    expect(four.stability).toBe('No errors in 4 requests.')
    const one = said(sessionOf([[1, times(1)]]))
    expect(one.experience).toMatch(/^First token within 180 ms in the only counted request with 1 user\./)
    expect(one.stability).toBe('No error in the only request.')
    expect(said(sessionOf([[1, times(1, 'http-5xx')]])).stability).toMatch(/^The only request failed\. First strike: HTTP 5xx at 0:00\.[34]\.$/)
  })
})

describe('stability', () => {
  it('counts measured requests and tells those of the warm-up apart', () => {
    const stored = sessionOf([[1, times(12)]])
    const warm = [fakeRequest({ index: 900, warmup: true, outcome: 'http-5xx' }), fakeRequest({ index: 901, warmup: true })]
    expect(said({ ...stored, requests: [...warm, ...stored.requests] })).toMatchObject({
      stability: expect.stringMatching(/^No errors in 12 measured requests\. First strike: HTTP 5xx at 0:00\.3, during warm-up\. Of the warm-up, 1 of 2 failed\.$/) as string,
    })
    expect(said({ ...stored, requests: [fakeRequest({ index: 901, warmup: true }), ...stored.requests] }).stability).toBe('No errors in 12 requests.')
  })

  it('is not good when all measured requests were cancelled', () => {
    const stored = sessionOf([[1, times(3, 'cancelled')]])
    const result = said({ ...stored, requests: [fakeRequest({ index: 901, warmup: true }), ...stored.requests] })
    expect(result.bands[2]).toBeNull()
    expect(result.stability).toContain('No measured request ended')
  })
})

describe('what the figures rest on', () => {
  it('comes first where the client was the bottleneck, and there is no band', () => {
    const stored = sessionOf([[1, times(12)]])
    const slow = said({ ...stored, clientSamples: stored.clientSamples.map((sample) => ({ ...sample, loopDelayP99Ms: 40 })) })
    expect(slow.experience).toMatch(/^The client was the bottleneck: these figures are not valid\. First token/)
    expect(slow.capacity).toMatch(/^The client was the bottleneck: these figures are not valid\./)
    expect(slow.bands).toEqual([null, null, 'good'])
  })

  it('names the stages where only they were limited', () => {
    const stored = sessionOf([[1, times(30)], [8, times(2)]])
    const requests = stored.requests.map((request) => (request.stage === 1 ? { ...request, dueAtMs: request.sentAtMs! - 50 } : request))
    const calm = stored.clientSamples[0]!
    const samples = [...Array.from({ length: 30 }, () => calm), { ...calm, stage: 1, loopDelayP99Ms: 40 }]
    const result = said({ ...stored, requests: requests.slice(0, 30).concat(stored.requests.slice(30)), clientSamples: samples })
    expect(result.experience).toMatch(/^The client was the bottleneck \(load: 8\): those figures are not valid\./)
    expect(result.bands.slice(0, 2)).toEqual([null, null])
  })

  it('says when answers came in one piece, and calls none of them smooth', () => {
    const result = said(sessionOf([[1, times(12)]], { lastTokenAtMs: 5, firstTokenAtMs: 5, sentAtMs: 1, chunkAtMs: Float64Array.of(5, 5, 5) }))
    expect(result.experience).toContain('100 % of answers came in one piece')
    expect(result.experience).not.toContain('smooth')
  })

  it('speaks of estimated tokens only beside token figures', () => {
    const estimated = said(sessionOf([[1, times(12)]], { tokenSource: 'chunks' }))
    expect(estimated.capacity).toContain('Token counts are estimates')
    const none = said(sessionOf([[1, times(12, 'reset-mid-stream')]], { tokenSource: 'chunks', outputTokens: 3 }))
    expect(`${none.experience}${none.capacity}`).not.toContain('estimated')
  })

  it.each(languages)('reads as whole sentences in %s, whatever happened', (language) => {
    const all = [
      sessionOf([[1, times(20)], [8, times(25, 'http-5xx')]]), sessionOf([[1, times(3)], [2, times(3)]]), sessionOf([[4, times(3, 'cancelled')]]), sessionOf([[1, times(12, 'oom')]]),
      sessionOf([[1, [...times(9), ...times(3, 'oom')]]], { lastTokenAtMs: 5, firstTokenAtMs: 5 }),
    ]
    for (const stored of all) {
      const { experience, capacity, stability } = said(stored, language)
      for (const sentence of [experience, capacity, stability]) {
        expect(sentence).not.toMatch(/\{\{|domain:|verdict\.|undefined|NaN/)
        expect(sentence).toMatch(/[.。]$/)
      }
    }
  })
})

describe('bands', () => {
  it('change at the limits people feel', () => {
    expect([null, 1000, 1000.1, 3000, 5000, 5001].map(ttftBand)).toEqual([null, 'good', 'acceptable', 'acceptable', 'poor', 'bad'])
    expect([null, 30, 99.9, 100].map(tpotBand)).toEqual([null, 'good', 'acceptable', 'poor'])
    expect([null, 0, 0.01, 0.05, 0.051].map(errorBand)).toEqual([null, 'good', 'acceptable', 'poor', 'bad'])
    expect([worseBand(null, 'good'), worseBand('poor', null), worseBand('good', 'bad'), worseBand('bad', 'good'), worseBand(null, null)]).toEqual(['good', 'poor', 'bad', 'bad', null])
  })

  it('trust a percentile only with enough values', () => {
    expect([percentileTrust('p99', 99), percentileTrust('p99', 100), percentileTrust('p99', 299), percentileTrust('p95', 58), percentileTrust('p95', 59), percentileTrust('p90', 28), percentileTrust('p90', 29), percentileTrust('p50', 1)])
      .toEqual(['hidden', 'dimmed', 'shown', 'dimmed', 'shown', 'dimmed', 'shown', 'shown'])
  })
})

describe('capacitySummary', () => {
  const levels = (...pairs: readonly (readonly [number, number | null])[]) => capacitySummary(pairs.map(([concurrency, outputTokensPerS], index) => ({ index, ...stageLoad({ concurrency }), outputTokensPerS, offeredQps: null, completedQps: null, failureMark: 'none' as const, hold: null })))

  it('puts the knee before the first level that brings less than 10 % more', () => {
    expect(levels([1, 50], [2, 95], [4, 104], [8, 200])).toEqual({ bestStage: 3, bestOutputTokensPerS: 200, kneeStage: 1, stableQps: null })
  })

  it('sees levels by users, whatever their order, and repeats as one', () => {
    expect(levels([8, 101], [1, 50], [4, 100], [1, 52])).toMatchObject({ bestStage: 0, kneeStage: 2 })
  })

  it('asks less of rates that are set finely: half of what they add', () => {
    const rates = (...pairs: readonly (readonly [number, number, number?])[]) => capacitySummary(pairs.map(([ratePerS, outputTokensPerS, completedQps = 0.8 * ratePerS], index) =>
      ({ index, ...stageLoad({ ratePerS, arrival: 'poisson' }), outputTokensPerS, offeredQps: ratePerS, completedQps, failureMark: 'none' as const, hold: null })))
    expect(rates([1, 100], [1.1, 109], [1.2, 110]).kneeStage).toBe(1)
    expect(rates([1, 100], [2, 105])).toMatchObject({ bestStage: 1, kneeStage: 0 })
    expect(rates([1, 100], [2, 80, 1.95], [4, 200, 4]).kneeStage).toBeNull()
  })

  it('takes the highest rate that held, as long as no lower one failed', () => {
    const rates = (...pairs: readonly (readonly [number, boolean | null, number?])[]) => capacitySummary(pairs.map(([ratePerS, holds, offeredQps = ratePerS], index) => ({
      index, ...stageLoad({ ratePerS, arrival: 'poisson' }), outputTokensPerS: 100, offeredQps, completedQps: ratePerS, failureMark: 'none' as const,
      hold: holds === null ? null : { holds, miss: holds ? null : ('ttft' as const) },
    })), true).stableQps
    expect(rates([1, true], [2, true], [4, false])).toEqual({ perS: 2, stage: 1, by: 'slo' })
    expect(rates([4, true], [2, false], [1, true])).toMatchObject({ perS: 1 })
    expect(rates([1, true], [2, true, 1.7], [4, false])).toMatchObject({ perS: 1.7, stage: 1 })
    expect(rates([1, true], [2, true, 2.2], [4, false])).toMatchObject({ perS: 2 })
    expect(rates([1, false], [2, true])).toBeNull()
    expect(rates([1, null])).toBeNull()
  })

  it('has no knee while throughput grows, and nothing without tokens', () => {
    expect(levels([1, 50], [2, 99]).kneeStage).toBeNull()
    expect(levels([1, null], [2, 0])).toEqual({ bestStage: null, bestOutputTokensPerS: null, kneeStage: null, stableQps: null })
  })
})
