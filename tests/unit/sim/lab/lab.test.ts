import { describe, expect, it } from 'vitest'
import { analyseSession } from '../../../../src/core/analysis/index.ts'
import type { StoredSession } from '../../../../src/core/model/stored-session.ts'
import type { SignalName } from '../../../../src/core/model/telemetry.ts'
import { createDraw } from '../../../../src/sim/lab/draw.ts'
import type { NoiseLevel } from '../../../../src/sim/lab/noise.ts'
import { labScenario, labScenarios } from '../../../../src/sim/lab/scenarios/index.ts'
import { runInLab } from '../../../../src/sim/lab/virtual/run.ts'

function run(id: string, seed = 1, noise: NoiseLevel = 'medium'): StoredSession {
  return runInLab({ scenario: labScenario(id), seed, noise, set: 'tuning' })
}

function values(session: StoredSession, signal: SignalName): readonly number[] {
  return [...(session.telemetry.find((series) => series.signal === signal)?.value ?? [])].filter((value) => !Number.isNaN(value))
}

describe('draws', () => {
  it('keeps the outer part of every range for the held-out set', () => {
    const tuning = createDraw(7, 'tuning')
    const heldOut = createDraw(7, 'held-out')
    for (let i = 0; i < 500; i += 1) {
      const seen = tuning.range(0, 10)
      const kept = heldOut.range(0, 10)
      expect(seen).toBeGreaterThanOrEqual(2)
      expect(seen).toBeLessThanOrEqual(8)
      expect(kept <= 2 || kept >= 8).toBe(true)
    }
  })
})

describe('every scenario', () => {
  it.each(labScenarios.map(({ id }) => id))('%s ends by itself with requests, sensors and client samples', (id) => {
    const session = run(id)
    expect(session.meta.durationMs).toBeGreaterThan(20_000)
    expect(session.requests.length).toBeGreaterThan(4)
    expect(session.clientSamples.length).toBeGreaterThan(10)
    expect(session.telemetry.some(({ tMs }) => tMs.length > 10)).toBe(true)
    for (const request of session.requests) expect([...request.chunkAtMs]).toEqual([...request.chunkAtMs].toSorted((a, b) => a - b))
  })

  it('is the same for the same choices, and another for another seed', () => {
    const one = run('queueing', 5)
    expect(run('queueing', 5)).toEqual(one)
    expect(run('queueing', 6).requests.length).not.toBe(one.requests.length)
  })
})

describe('the trouble shows', () => {
  it('too few slots: requests wait, and the speed of decoding stays', () => {
    const { stages } = analyseSession(run('parallel-slots'))
    const [first, last] = [stages[0], stages.at(-1)]
    expect(last!.metrics.ttftMs.p50!).toBeGreaterThan(20 * first!.metrics.ttftMs.p50!)
    expect(last!.metrics.tpotMs.p50!).toBeLessThan(1.5 * first!.metrics.tpotMs.p50!)
  })

  it('heat: the clock falls while the temperature stands', () => {
    const session = run('thermal-throttling')
    const clocks = values(session, 'gpu.clock.sm').filter((mhz) => mhz > 500)
    expect(Math.min(...clocks)).toBeLessThan(0.85 * Math.max(...clocks))
    expect(values(session, 'gpu.throttle').some((bits) => (bits & 0x20) !== 0)).toBe(true)
  })

  it('a leak: memory is higher after the run than before', () => {
    const anon = values(run('memory-leak'), 'srv.rss.anon')
    expect(anon.at(-1)!).toBeGreaterThan(2 * anon[0]!)
  })

  it('memory of the queue: it comes back', () => {
    const anon = values(run('queue-memory'), 'srv.rss.anon')
    expect(Math.max(...anon)).toBeGreaterThan(1.5 * anon[0]!)
    expect(anon.at(-1)!).toBeLessThan(1.2 * anon[0]!)
  })

  it('a healthy server has no failures and a sound client', () => {
    const analysis = analyseSession(run('healthy-batching'))
    expect(analysis.client.valid).toBe(true)
    expect(analysis.errors.total).toBe(0)
  })
})
