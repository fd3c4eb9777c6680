/** What was different at a moment: the planted reason is found first, and nothing is found where nothing is. */
import { describe, expect, test } from 'vitest'
import { explainMoment } from '../../../../src/core/diagnosis/explain.ts'
import { openCounts } from '../../../../src/core/diagnosis/open-counts.ts'
import { figureOf } from '../../../../src/core/diagnosis/unusual.ts'
import type { SignalName, SignalSeries, SignalUnit } from '../../../../src/core/model/telemetry.ts'
import type { StoredSession } from '../../../../src/core/model/stored-session.ts'
import { explanationLines } from '../../../../src/core/report/index.ts'
import { labScenario } from '../../../../src/sim/lab/scenarios/index.ts'
import { runInLab } from '../../../../src/sim/lab/virtual/run.ts'
import { createTranslate } from '../../../../src/shared/i18n/index.ts'
import { fakeRequest, fakeStoredSession, seededRandom } from '../../../support/stored-session.ts'

const random = seededRandom(7)

function series(signal: SignalName, unit: SignalUnit, valueAt: (atMs: number) => number): SignalSeries {
  const tMs = Float64Array.from({ length: 241 }, (_, i) => i * 250)
  return { source: 'host', device: '', deviceLabel: '', signal, unit, windowMs: 0, tMs, value: tMs.map(valueAt), reason: null }
}

/** One request a second for a minute; number 30 waits three seconds longer than the rest. */
function session(over: Partial<StoredSession> = {}): StoredSession {
  const requests = Array.from({ length: 60 }, (_, i) => {
    const sentAtMs = i * 1_000
    const firstTokenAtMs = sentAtMs + 100 + 5 * random() + (i === 30 ? 3_000 : 0)
    const chunkAtMs = Float64Array.from({ length: 11 }, (_each, k) => firstTokenAtMs + 20 * k)
    return fakeRequest({ index: i, dueAtMs: sentAtMs, sentAtMs, headersAtMs: firstTokenAtMs, firstEventAtMs: firstTokenAtMs, firstTokenAtMs, firstVisibleAtMs: firstTokenAtMs, lastTokenAtMs: firstTokenAtMs + 200, endAtMs: firstTokenAtMs + 201, chunkAtMs })
  })
  const stages = [{ index: 0, concurrency: 1, ratePerS: null, arrival: null, rampTo: null, startMs: 0, endMs: 60_000 }]
  return { ...fakeStoredSession(), requests, stages, telemetry: [series('cpu.total', '%', () => 20 + 2 * random())], events: [], ...over }
}

const inside = (atMs: number): boolean => atMs >= 30_000 && atMs <= 33_200

describe('a slow request', () => {
  test('is explained by what was planted then, with its usual value, rank and n', () => {
    const swap = series('swap.in', 'B/s', (atMs) => (inside(atMs) ? 80e6 : 0))
    const found = explainMoment(session({ telemetry: [series('cpu.total', '%', () => 20 + 2 * random()), swap] }), { kind: 'request', index: 30 })
    expect(found).toMatchObject({ stage: 0, gap: null })
    expect(found.felt.find(({ name }) => name === 'ttft')).toMatchObject({ isUnusual: true, rank: 1, n: 59 })
    expect(found.differences[0]).toMatchObject({ name: 'signal', signal: { signal: 'swap.in' }, usual: 0, z: null })
    expect(found.differences.map(({ signal }) => signal?.signal)).not.toContain('cpu.total')
    // The time to the first token was slow, so only that phase was looked at.
    expect(found.fromMs).toBe(30_000)
    expect(found.toMs).toBeGreaterThan(33_000)
    expect(found.toMs).toBeLessThan(33_200)
  })

  test('finds an odd prompt, and events nearby', () => {
    const base = session()
    const requests = base.requests.map((one) => (one.index === 30 ? { ...one, promptTokens: 6_000 } : one))
    const event = (atMs: number) => ({ kind: 'throttle-begin', atMs, stage: null, detail: 'thermal' }) as const
    const found = explainMoment({ ...base, requests, events: [event(10_000), event(31_000)] }, { kind: 'request', index: 30 })
    expect(found.differences.map(({ name }) => name)).toContain('promptTokens')
    expect(found.events.map(({ atMs }) => atMs)).toEqual([31_000])
  })
})

describe('what changed its level for good', () => {
  const stepped = (p: number, signal: SignalName = 'gpu.util') => series(signal, '%', (atMs) => (atMs < 31_000 ? 90 : 40) + p * random())

  test('near the moment is named with its levels, p, and how many were tested', () => {
    const { changed, differences } = explainMoment(session({ telemetry: [series('cpu.total', '%', () => 20 + 2 * random()), stepped(3)] }), { kind: 'request', index: 30 })
    expect(changed).toMatchObject({ gap: null, bins: 60 })
    expect(changed!.tested).toBeGreaterThanOrEqual(2)
    const [change, ...others] = changed!.changes
    expect(others).toEqual([])
    expect(change).toMatchObject({ signal: { signal: 'gpu.util' }, n: 60, binMs: 1_000 })
    expect(Math.abs(change!.atMs - 31_000)).toBeLessThanOrEqual(2_000)
    expect([change!.before > 85, change!.after < 45, change!.p <= 0.05]).toEqual([true, true, true])
    // Half of the stage is like that, so it does not stand out from the rest.
    expect(differences.map(({ signal }) => signal?.signal)).not.toContain('gpu.util')
  })

  test('far from the moment is not', () => {
    const { changed } = explainMoment(session({ telemetry: [stepped(3)] }), { kind: 'request', index: 12 })
    expect(changed).toMatchObject({ gap: null, changes: [] })
  })

  test('is not looked for in a short stage, which is said in both languages', () => {
    const stages = [{ index: 0, concurrency: 1, ratePerS: null, arrival: null, rampTo: null, startMs: 0, endMs: 50_000 }]
    const found = explainMoment(session({ stages, telemetry: [stepped(3)] }), { kind: 'request', index: 30 })
    expect(found.changed).toMatchObject({ gap: 'too-few-bins', changes: [] })
    expect(explanationLines(found, 'en', createTranslate('en')).join('\n')).toContain('fewer than 60 bins (50 bins)')
    expect(explanationLines(found, 'zh-CN', createTranslate('zh-CN')).join('\n')).toContain('不足 60 个时间格')
  })
})

test('an ordinary request is said to be ordinary, in both languages', () => {
  const found = explainMoment(session(), { kind: 'request', index: 12 })
  expect(found.differences).toEqual([])
  expect(found.compared).toBeGreaterThanOrEqual(3)
  expect(explanationLines(found, 'en', createTranslate('en')).join('\n')).toContain('Nothing stands out')
  expect(explanationLines(found, 'zh-CN', createTranslate('zh-CN')).join('\n')).toContain('没有异常')
})

test('a stretch of time is compared with stretches as long', () => {
  const cpu = series('cpu.total', '%', (atMs) => (inside(atMs) ? 95 : 20 + 2 * random()))
  const found = explainMoment(session({ telemetry: [cpu] }), { kind: 'interval', fromMs: 30_500, toMs: 32_500 })
  const use = found.differences.find(({ signal }) => signal?.signal === 'cpu.total')
  expect(use?.rank).toBe(1)
  expect(use?.value).toBeCloseTo(95)
  const quiet = explainMoment(session(), { kind: 'interval', fromMs: 10_000, toMs: 12_000 })
  expect(quiet.differences).toEqual([])
})

test('outside of stages, in warm-ups and for unknown requests there is nothing to compare with', () => {
  const base = session()
  expect(explainMoment(base, { kind: 'interval', fromMs: 70_000, toMs: 71_000 }).gap).toBe('no-stage')
  expect(explainMoment(base, { kind: 'request', index: 900 }).gap).toBe('unknown-request')
  expect(explainMoment({ ...base, requests: base.requests.map((one) => ({ ...one, warmup: true })) }, { kind: 'request', index: 3 }).gap).toBe('no-stage')
})

test('open requests are averaged over a stretch and counted at an instant', () => {
  const open = openCounts([fakeRequest({ sentAtMs: 0, firstTokenAtMs: 50, endAtMs: 100 }), fakeRequest({ sentAtMs: 50, firstTokenAtMs: null, endAtMs: 150 })])
  expect(open.inFlight(0, 200)).toBeCloseTo(1)
  expect(open.inFlight(50, 100)).toBeCloseTo(2)
  expect(open.waiting(0, 200)).toBeCloseTo(0.75)
  expect(open.inFlight(75, 75)).toBe(2)
})

test('a far value must also matter: a steady signal that moved a hair does not stand out', () => {
  const others = Array.from({ length: 40 }, (_, i) => 50 + 0.01 * (i % 3))
  const at = [0, 1] as const
  expect(figureOf({ name: 'signal', unit: '%', value: 50.5, others, at })?.isUnusual).toBe(false)
  expect(figureOf({ name: 'signal', unit: '%', value: 70, others, at })?.isUnusual).toBe(true)
  expect(figureOf({ name: 'signal', unit: '%', value: 70, others: others.slice(0, 5), at })).toBeNull()
})

test.each(['healthy-batching', 'healthy-slots', 'healthy-cpu'])('hardly any request of the scenario %s is said to be out of the ordinary', (name) => {
  const stored = runInLab({ scenario: labScenario(name), seed: 11, noise: 'medium', set: 'held-out' })
  const found = stored.requests.filter(({ warmup }) => !warmup).map(({ index }) => explainMoment(stored, { kind: 'request', index }))
  const judged = found.filter(({ gap }) => gap === null)
  expect(judged.length).toBeGreaterThan(20)
  expect(judged.filter(({ differences }) => differences.length > 0).length / judged.length).toBeLessThan(0.15)
})
