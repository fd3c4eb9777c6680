import { describe, expect, it } from 'vitest'
import { calibrationFigures, compareWithTruth, cpuSPer100kTokens, parseTruthLog } from '../../../../src/core/analysis/calibration.ts'
import { answersPerStream, answerTokens, calibrationPlan, calibrationScripts, loadIssue } from '../../../../src/core/measure/calibration-run.ts'
import type { ClientSample } from '../../../../src/core/model/client-health.ts'
import type { RequestRecord } from '../../../../src/core/model/request.ts'
import { planSchema } from '../../../../src/shared/schema/plan/v1.ts'
import { fakeRequest } from '../../../support/stored-session.ts'

const originNs = 5_000_000_000
const ns = (ms: number): number => originNs + ms * 1e6
const truthLine = (index: number, receivedMs: number, chunkMs: readonly number[]): string =>
  JSON.stringify({ id: String(index), mode: 'script', receivedNs: ns(receivedMs), roleNs: null, chunkNs: chunkMs.map(ns), dueNs: [], endNs: null, outcome: 'ok' })
const answer = (index: number, connection: RequestRecord['connection'], sentAtMs: number, chunkAtMs: readonly number[]): RequestRecord =>
  fakeRequest({ index, connection, sentAtMs, chunkAtMs: Float64Array.from(chunkAtMs) })
const sample = (atMs: number, over: Partial<ClientSample> = {}): ClientSample => ({
  atMs, stage: 0, loopDelayP99Ms: 1, loopDelayMaxMs: 2, cpuPercent: 10, rssBytes: null, connectionsOpened: 1, connectionsReused: 0, parseBacklogBytes: 0, ...over,
})

describe('the comparison with the truth', () => {
  it('finds the error of first tokens, gaps and stamps', () => {
    // Sent at 10, received at 12, true tokens at 100 and 120; stamped 1 ms and 3 ms late.
    const truth = parseTruthLog(`${truthLine(4, 12, [100, 120])}\n`)
    const found = compareWithTruth([answer(4, 'reused', 10, [101, 123])], truth, originNs)
    if (!found.ok) throw new Error(found.error)
    const { ttftErrorMs, gapErrorMs, stampErrorMs } = found.value
    // Measured TTFT 91, true 88; measured gap 22, true 20.
    expect(ttftErrorMs).toEqual({ n: 1, p50: 3, p99: 3, max: 3 })
    expect(gapErrorMs).toEqual({ n: 1, p50: 2, p99: 2, max: 2 })
    expect([stampErrorMs.n, stampErrorMs.p50, stampErrorMs.max]).toEqual([2, 2, 3])
  })

  it('takes a stamp that is too early for an error too', () => {
    const found = compareWithTruth([answer(0, 'reused', 0, [99])], parseTruthLog(truthLine(0, 0, [100])), originNs)
    expect(found).toMatchObject({ ok: true, value: { stampErrorMs: { max: 1 }, gapErrorMs: { n: 0, p50: null, max: null } } })
  })

  it('says nothing when an answer did not arrive whole, or has no truth', () => {
    const truth = parseTruthLog(truthLine(0, 0, [100, 120]))
    expect(compareWithTruth([answer(0, 'reused', 0, [100])], truth, originNs)).toMatchObject({ ok: false, error: expect.stringContaining('1 of 2') })
    expect(compareWithTruth([answer(1, 'reused', 0, [100])], truth, originNs)).toMatchObject({ ok: false, error: expect.stringContaining('no true times') })
  })

  it('reads past lines that are no truth', () => {
    expect([...parseTruthLog(`\nnot json\n{"id":7}\n${truthLine(3, 1, [2])}\n`).keys()]).toEqual([3])
  })
})

describe('the figures of a calibration', () => {
  it('leave out the answers that opened a connection', () => {
    const truth = parseTruthLog([truthLine(0, 0, [100, 120]), truthLine(1, 200, [300, 320])].join('\n'))
    const requests = [answer(0, 'new', 0, [150, 190]), answer(1, 'reused', 200, [300.5, 320.5])]
    const found = calibrationFigures(requests, [sample(1000)], truth, originNs)
    expect(found).toMatchObject({ ok: true, value: { ttftErrorMs: { n: 1, max: 0.5 }, gapErrorMs: { n: 1, max: 0 }, loopDelayP99Ms: 1 } })
  })

  it('need an answer on a kept connection', () => {
    expect(calibrationFigures([], [], new Map(), originNs).ok).toBe(false)
    expect(calibrationFigures([answer(0, 'new', 0, [1])], [], parseTruthLog(truthLine(0, 0, [1])), originNs).ok).toBe(false)
  })

  it('count CPU over the time each sample stands for', () => {
    // 10 % of 1 s and 20 % of 2 s are 0.5 s, for 50,000 tokens.
    expect(cpuSPer100kTokens([sample(1000), sample(3000, { cpuPercent: 20 })], 50_000)).toBeCloseTo(1)
    expect(cpuSPer100kTokens([sample(1000, { cpuPercent: null })], 50_000)).toBeNull()
  })
})

describe('the run behind it', () => {
  const load = { streams: 64, tokensPerS: 50, durationMs: 10_000 }

  it('takes about as long as it was given', () => {
    const scripts = calibrationScripts(load)
    const meanMs = scripts.reduce((sum, { firstTokenMs, gapsMs }) => sum + firstTokenMs + gapsMs.gapMs * gapsMs.count, 0) / scripts.length
    expect(Math.abs(meanMs * answersPerStream(load) - load.durationMs)).toBeLessThan(meanMs / 2 + 1)
    expect(scripts.every(({ gapsMs }) => gapsMs.count === answerTokens(load) - 1)).toBe(true)
  })

  it('is a plan the engine accepts', () => {
    const plan = calibrationPlan('http://127.0.0.1:1/v1', 'm', load)
    expect(planSchema.safeParse(plan).success).toBe(true)
    expect(plan.stages).toEqual([{ concurrency: 64 }])
    expect(plan.stageRequests).toBe(64 * (answersPerStream(load) + 1))
  })

  it.each([
    [{ streams: 0 }, 'streams'], [{ streams: 1.5 }, 'streams'], [{ tokensPerS: 0 }, 'rate'], [{ durationMs: 10 }, 'time'], [{ streams: 1024, tokensPerS: 1000, durationMs: 60_000 }, 'tokens'],
  ])('refuses %j', (change, key) => {
    expect(loadIssue({ ...load, ...change })?.key).toBe(key)
  })

  it('accepts the default', () => {
    expect(loadIssue(load)).toBeNull()
  })
})
