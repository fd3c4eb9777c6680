/** Every verdict forms a sentence without holes, in both languages. */
import { describe, expect, it } from 'vitest'
import { analyseSession } from '../../../../src/core/analysis/index.ts'
import { capacitySummary } from '../../../../src/core/analysis/capacity.ts'
import { errorBand, percentileTrust, tpotBand, ttftBand, worseBand } from '../../../../src/core/analysis/bands.ts'
import { formatterFor, verdictText } from '../../../../src/core/format/index.ts'
import type { StoredSession } from '../../../../src/core/model/stored-session.ts'
import { createTranslate, languages } from '../../../../src/shared/i18n/index.ts'
import { fakeStoredSession } from '../../../support/stored-session.ts'

function slower(stored: StoredSession, byMs: number): StoredSession {
  const move = (ms: number | null) => (ms === null ? null : ms + byMs)
  return { ...stored, requests: stored.requests.map((r) => ({ ...r, firstTokenAtMs: move(r.firstTokenAtMs), lastTokenAtMs: move(r.lastTokenAtMs), endAtMs: r.endAtMs + byMs, chunkAtMs: r.chunkAtMs.map((ms) => ms + byMs) })) }
}

const base = fakeStoredSession()
const sessions: readonly (readonly [string, StoredSession, readonly string[]])[] = [
  ['grown and broken', base, ['upTo', 'knee', 'errors']],
  ['one level', fakeStoredSession({ users: [2], failures: 0 }), ['single', 'single', 'clean']],
  ['two good levels', fakeStoredSession({ users: [1, 2], failures: 0 }), ['always', 'growing', 'clean']],
  ['hopeless', slower(base, 6000), ['never', 'knee', 'errors']],
  ['slow', slower(fakeStoredSession({ users: [1], failures: 0 }), 1500), ['single', 'single', 'clean']],
  ['nothing', { ...base, requests: [], stages: [] }, ['none', 'none', 'none']],
  ['simulated, estimated', fakeStoredSession({ simulated: true, tokenSource: 'chunks', failures: 0 }), ['upTo', 'knee', 'clean']],
  ['cut off midway, all of them', { ...base, requests: base.requests.map((r) => ({ ...r, outcome: 'reset-mid-stream' as const })) }, ['none', 'allFailed', 'allFailed']],
  ['failed in warm-up', { ...base, requests: base.requests.map((r) => (r.warmup ? { ...r, outcome: 'http-4xx' as const } : r)) }, ['upTo', 'knee', 'warmupErrors']],
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
  expect(sentence).toContain('estimated from chunks')
  expect(sentence).toContain('Simulated')
})

describe('bands', () => {
  it('change at the limits people feel', () => {
    expect([null, 1000, 1000.1, 3000, 5000, 5001].map(ttftBand)).toEqual([null, 'good', 'acceptable', 'acceptable', 'poor', 'bad'])
    expect([null, 30, 99.9, 100].map(tpotBand)).toEqual([null, 'good', 'acceptable', 'poor'])
    expect([null, 0, 0.01, 0.05, 0.051].map(errorBand)).toEqual([null, 'good', 'acceptable', 'poor', 'bad'])
    expect([worseBand(null, 'good'), worseBand('poor', null), worseBand('good', 'bad'), worseBand('bad', 'good'), worseBand(null, null)]).toEqual(['good', 'poor', 'bad', 'bad', null])
  })

  it('trust a percentile only with enough values', () => {
    expect([percentileTrust('p99', 99), percentileTrust('p99', 100), percentileTrust('p95', 29), percentileTrust('p95', 30), percentileTrust('p50', 1)]).toEqual(['hidden', 'shown', 'dimmed', 'shown', 'shown'])
  })
})

describe('capacitySummary', () => {
  const levels = (...pairs: readonly (readonly [number, number | null])[]) => capacitySummary(pairs.map(([concurrency, outputTokensPerS], index) => ({ index, concurrency, outputTokensPerS })))

  it('puts the knee before the first level that brings less than 10 % more', () => {
    expect(levels([1, 50], [2, 95], [4, 104], [8, 200])).toEqual({ bestStage: 3, bestOutputTokensPerS: 200, kneeStage: 1 })
  })

  it('sees levels by users, whatever their order, and repeats as one', () => {
    expect(levels([8, 101], [1, 50], [4, 100], [1, 52])).toMatchObject({ bestStage: 0, kneeStage: 2 })
  })

  it('has no knee while throughput grows, and nothing without tokens', () => {
    expect(levels([1, 50], [2, 99]).kneeStage).toBeNull()
    expect(levels([1, null], [2, 0])).toEqual({ bestStage: null, bestOutputTokensPerS: null, kneeStage: null })
  })
})
