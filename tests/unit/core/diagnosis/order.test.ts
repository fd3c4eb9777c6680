/** Which came first, and what changed with it: told where the data allow, and said where they don't. */
import { describe, expect, it, vi } from 'vitest'
import { analyseSession } from '../../../../src/core/analysis/index.ts'
import { changesOn } from '../../../../src/core/diagnosis/changes.ts'
import { diagnose } from '../../../../src/core/diagnosis/diagnose.ts'
import type { WindowFacts } from '../../../../src/core/diagnosis/evidence-input.ts'
import { sessionEvidence } from '../../../../src/core/diagnosis/evidence.ts'
import { onsetEvidence } from '../../../../src/core/diagnosis/onset.ts'
import { orderIn } from '../../../../src/core/diagnosis/order.ts'
import { evidenceLine } from '../../../../src/core/format/diagnosis-text.ts'
import { formatterFor } from '../../../../src/core/format/formatter.ts'
import type { SignalName, SignalUnit } from '../../../../src/core/model/telemetry.ts'
import { ar1Noise, seededDraws } from '../../../../src/core/stats/index.ts'
import { createTranslate } from '../../../../src/shared/i18n/index.ts'
import { labScenario } from '../../../../src/sim/lab/scenarios/index.ts'
import { runInLab } from '../../../../src/sim/lab/virtual/run.ts'

// A simulated session is minutes long, and other programs may want the processor too.
vi.setConfig({ testTimeout: 120_000 })

const stored = runInLab({ scenario: labScenario('healthy-slots'), seed: 5, noise: 'low', set: 'tuning' })
const input = sessionEvidence(stored, analyseSession(stored))
const count = 90

interface Sensor {
  readonly signal: SignalName
  readonly unit: SignalUnit
  readonly mean: Float64Array
}

/** A window of 90 bins of 2 s with these sensors and token gaps. */
function windowOf(sensors: readonly Sensor[], itlMs: Float64Array): WindowFacts {
  const window = input.windows[0]!
  const grid = { fromMs: 10_000, binMs: 2_000, count }
  const flat = new Float64Array(count).fill(4)
  const signals = sensors.map((sensor) => ({ source: 'metrics' as const, device: '', deviceLabel: '', windowMs: 0, reason: null, max: sensor.mean, ...sensor }))
  const requests = { ...window.fine.requests, concurrency: flat, outputTokensPerS: flat, ttftMs: flat, itlMs, completedPerS: flat, failedPerS: flat, offeredPerS: flat, promptTokens: flat }
  return { ...window, fromMs: 10_000, toMs: 10_000 + 2_000 * count, fine: { grid, requests, signals } }
}

const shifted = (values: Float64Array, by: number): Float64Array => values.map((_, i) => values[Math.min(count - 1, Math.max(0, i - by))]!)
const words = { f: formatterFor('en'), t: createTranslate('en') }

describe('the order of two series', () => {
  const draws = seededDraws(3)
  const cause = ar1Noise(count, 0.3, draws)
  const noisy = (values: Float64Array): Float64Array => values.map((value) => value + 0.3 * draws.normal())
  const ordered = (by: number) => orderIn(input, windowOf([{ signal: 'swap.in', unit: 'B/s', mean: cause }], noisy(shifted(cause, by))), 'swap.in', 'req.tpot.p50')

  it('is right when the effect comes after, with the lag to the bin and its p', () => {
    const { verdict, evidence: [lead], counter } = ordered(4)
    expect({ verdict, counter }).toEqual({ verdict: 'right', counter: [] })
    expect(lead).toMatchObject({ name: 'leads', value: 8_000, within: 2_000, unit: 'ms', n: count, of: 'bins' })
    expect(lead!.p).toBeLessThanOrEqual(0.05)
    expect(evidenceLine(words, lead!)).toMatch(/8\.00 s ± 2\.00 s \(90 bins, p = 0\.00/)
  })

  it('is wrong when the effect comes before: that speaks against it', () => {
    const { verdict, evidence, counter } = ordered(-4)
    expect({ verdict, evidence }).toEqual({ verdict: 'wrong', evidence: [] })
    expect(counter[0]).toMatchObject({ name: 'leads', value: -8_000 })
  })

  it('is not told within a bin, and not at all for what has nothing to do with each other', () => {
    expect(ordered(0).verdict).toBe('together')
    expect(ordered(1).verdict).toBe('together')
    const other = orderIn(input, windowOf([{ signal: 'swap.in', unit: 'B/s', mean: cause }], ar1Noise(count, 0.3, seededDraws(99))), 'swap.in', 'req.tpot.p50')
    expect(other).toMatchObject({ verdict: 'unknown', evidence: [{ value: null, gap: 'order-unknown' }] })
    expect(evidenceLine(words, other.evidence[0]!)).toContain("the order can't be told (90 bins)")
  })

  it('is not told without the sensor', () => {
    expect(orderIn(input, windowOf([], cause), 'swap.in', 'req.tpot.p50').verdict).toBe('unknown')
  })
})

describe('an onset', () => {
  const draws = seededDraws(12)
  const noise = (level: (i: number) => number, spread: number): Float64Array => Float64Array.from({ length: count }, (_, i) => level(i) + spread * draws.normal())
  const clock: Sensor = { signal: 'gpu.clock.sm', unit: 'MHz', mean: noise((i) => (i < 45 ? 2_400 : 1_700), 20) }
  const calm: Sensor = { signal: 'cpu.total', unit: '%', mean: noise(() => 20, 2) }
  const onsetMs = 10_000 + 45 * 2_000

  it('comes with what changed then, as links to the very bins, and how many were tested', () => {
    const { evidence, counter, isFelt } = onsetEvidence(changesOn(windowOf([clock, calm], noise((i) => (i < 45 ? 10 : 14), 0.4)).fine), onsetMs)
    expect({ counter, isFelt }).toEqual({ counter: [], isFelt: true })
    expect(evidence[0]).toMatchObject({ name: 'changes', value: 2, against: 3, n: count, of: 'bins' })
    const [, ...changes] = evidence
    expect(changes.map(({ name, signals }) => [name, ...signals]).toSorted()).toEqual([['changedToo', 'gpu.clock.sm'], ['changedToo', 'req.tpot.p50']])
    for (const { at, p } of changes) {
      expect(p).toBeLessThanOrEqual(0.05)
      expect(at!.fromMs).toBeLessThanOrEqual(onsetMs)
      expect(at!.toMs).toBeGreaterThanOrEqual(onsetMs)
    }
    expect(changes.map((item) => evidenceLine(words, item)).join('\n')).toMatch(/clock.*1,70\d MHz, against 2,[34]\d\d MHz \(90 bins, p = /)
  })

  it('is spoken against by answers that had slowed down long before, and not again then', () => {
    const { counter, isFelt } = onsetEvidence(changesOn(windowOf([clock, calm], noise((i) => (i < 25 ? 10 : 14), 0.4)).fine), onsetMs)
    expect(isFelt).toBe(false)
    expect(counter.map(({ name, signals }) => [name, ...signals])).toEqual([['changedBefore', 'req.tpot.p50']])
  })

  it('of a short window is not looked into, with the reason', () => {
    const short = input.windows[0]!
    expect(short.fine.grid.count).toBeLessThan(60)
    expect(onsetEvidence(changesOn(short.fine), short.fromMs).evidence).toMatchObject([{ name: 'changes', value: null, gap: 'too-few-bins' }])
  })
})

describe('rules that need an order', () => {
  it('say when a leak began, that nothing else began with it, and are no surer for it', () => {
    const scenario = labScenario('memory-leak')
    const late = {
      ...scenario,
      behave: (...[draw, load]: Parameters<typeof scenario.behave>) => {
        const behaviour = scenario.behave(draw, load)
        let skipped = 0
        return { ...behaviour, shape: (...[gauges, view]: Parameters<NonNullable<typeof behaviour.shape>>) => {
          if (view.nowMs < 250_000) skipped = view.answered
          else behaviour.shape?.(gauges, { ...view, answered: view.answered - skipped })
        } }
      },
    }
    const session = runInLab({ scenario: late, seed: 4, noise: 'low', set: 'tuning' })
    const leak = diagnose(sessionEvidence(session, analyseSession(session))).causes.find(({ id }) => id === 'memory-leak')
    const began = leak?.evidence.find(({ name }) => name === 'growthBegan')
    expect(began?.p).toBeLessThanOrEqual(0.05)
    expect(Math.abs((began!.at!.fromMs + began!.at!.toMs) / 2 - 250_000)).toBeLessThan(30_000)
    expect(began!.value).toBeGreaterThan(2 * Math.max(1, began!.against ?? 0))
    expect(leak?.counter).toEqual([])
  })

  it('call queueing likely by the plan, when the heavier load came after the lighter', () => {
    const session = runInLab({ scenario: labScenario('queueing'), seed: 5, noise: 'medium', set: 'tuning' })
    const queueing = diagnose(sessionEvidence(session, analyseSession(session))).causes.find(({ id }) => id === 'queueing')
    expect(queueing?.confidence).toBe('likely')
    expect(queueing?.evidence.find(({ name }) => name === 'leads')).toMatchObject({ of: 'bins', signals: ['srv.waiting', 'req.ttft.p50'] })
  })
})
