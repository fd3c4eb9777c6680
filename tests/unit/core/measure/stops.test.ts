/** Stages that end early, warm-up until steady, and the search for the stable rate, on a clock that the test turns. */
import { describe, expect, it } from 'vitest'
import type { StagePlan } from '../../../../src/core/model/load.ts'
import { defaultSearch, type Plan } from '../../../../src/core/model/plan.ts'
import { FakeWorld, type Answer } from '../../../support/fake-world.ts'
import { queueServer } from '../../../support/queue-server.ts'
import { testPlan } from '../../../../bench/support/plans.ts'

const plan = (stages: readonly StagePlan[], changes: Partial<Plan> = {}): Plan => testPlan('http://127.0.0.1:1/v1', 'm', { stageRequests: null, stageDurationMs: 60_000, drainMs: 1000, ...changes, stages })

function played(which: Plan, answer: (world: () => FakeWorld) => ConstructorParameters<typeof FakeWorld>[1]): FakeWorld {
  let world: FakeWorld | null = null
  const made = new FakeWorld(which, answer(() => world!))
  world = made
  made.machine.start()
  made.run()
  return made
}

const queued = (slots = 4, serviceMs = 2000) => (world: () => FakeWorld) => queueServer(slots, serviceMs, () => world().nowMs)
const stops = (world: FakeWorld): readonly (string | null)[] => world.events.filter((event) => event.kind === 'stage-stopped').map((event) => event.detail)
const ran = (world: FakeWorld): readonly (number | null)[] => world.events.filter((event) => event.kind === 'stage-start').map((event) => event.stage)

describe('errors', () => {
  const every = (n: number) => () => ({ index }: { index: number }): Answer => ({ afterMs: 100, outcome: index % n === 1 ? 'http-5xx' : 'ok' })

  it('end a stage by their number, and later stages that ask for as much are left out', () => {
    const world = played(plan([{ concurrency: 2 }, { concurrency: 4 }, { concurrency: 1 }, { concurrency: 2 }], { stop: { maxErrors: 3 } }), every(10))
    expect(stops(world)[0]).toBe('errors')
    expect(ran(world)).toEqual([0, 2])
    expect(world.requests.filter(({ stage, outcome }) => stage === 0 && outcome === 'http-5xx')).toHaveLength(3)
    expect(world.ends[0]?.status).toBe('completed')
  })

  it('end a stage by their share, but not of a handful', () => {
    const world = played(plan([{ concurrency: 1 }], { stop: { maxErrorShare: 0.2 }, stageDurationMs: 60_000 }), every(3))
    expect(stops(world)).toEqual(['error-share'])
    expect(world.requests).toHaveLength(20)
    expect(stops(played(plan([{ concurrency: 1 }], { stop: { maxErrorShare: 0.2 }, stageDurationMs: 5000 }), every(10)))).toEqual([])
  })
})

describe('over-saturation', () => {
  const at = (ratePerS: number, seed: number, arrival: 'poisson' | 'constant' = 'poisson'): FakeWorld =>
    played(plan([{ ratePerS, arrival }], { stop: { overSaturation: true }, stageDurationMs: 120_000, seed }), queued())
  const seeds = Array.from({ length: 40 }, (_, i) => i)

  it('ends stages with half more than the server can serve', () => {
    const found = seeds.map((seed) => at(3, seed))
    expect(found.map(stops)).toEqual(seeds.map(() => ['over-saturation']))
    expect(Math.max(...found.map((world) => world.events.find(({ kind }) => kind === 'stage-stopped')!.atMs))).toBeLessThan(90_000)
  })

  it('leaves queues alone that come and go', () => {
    const wrong = seeds.filter((seed) => stops(at(1.6, seed)).length > 0)
    expect(wrong.length).toBeLessThanOrEqual(1)
    expect(stops(at(1.95, 1, 'constant'))).toEqual([])
  })

  it('is not looked for unless asked, nor in ramps', () => {
    expect(stops(played(plan([{ ratePerS: 3, arrival: 'constant' }]), queued()))).toEqual([])
    expect(stops(played(plan([{ ratePerS: 1, arrival: 'constant', ramp: { to: 5, steps: null } }], { stop: { overSaturation: true } }), queued()))).toEqual([])
  })
})

describe('warm-up until steady', () => {
  const warmed = (tpots: readonly number[], warmupRequests = 0): number => {
    const world = played(plan([{ concurrency: 1 }], { warmupUntilSteady: true, warmupRequests, stageDurationMs: 10 }), () => ({ index, warmup }) =>
      ({ outcome: 'ok', ttftMs: 50, afterMs: warmup ? 50 + 100 * (tpots[Math.min(index, tpots.length - 1)] ?? 1) : 10 }))
    return world.requests.filter((request) => request.warmup).length
  }

  it('goes on until three answers in a row are within a tenth', () => {
    expect(warmed([10])).toBe(3)
    expect(warmed([40, 20, 12, 10, 10, 10.5])).toBe(6)
    expect(warmed([10], 5)).toBe(5)
  })

  it('gives up after a minute', () => {
    expect(warmed(Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? 10 : 30)))).toBeGreaterThan(20)
  })
})

describe('the search for the stable rate', () => {
  const slo = { ttftP95Ms: 5000, tpotP95Ms: null, maxErrorShare: 0.01 }
  const searched = (start: number, seed = 1, serviceMs = 2000): FakeWorld =>
    played(plan([{ ratePerS: start, arrival: 'constant' }], { slo, search: defaultSearch, stop: { overSaturation: true }, seed, drainMs: 600_000 }), queued(4, serviceMs))
  const trials = (world: FakeWorld): readonly (readonly [number, string | null])[] => {
    const rates = world.events.filter(({ kind }) => kind === 'stage-start').map(({ detail }) => Number(detail))
    return world.events.filter(({ kind }) => kind === 'search-trial').map(({ detail }, i) => [rates[i]!, detail])
  }

  it.each([[0.25, 2000], [1, 2000], [9, 2000], [1, 350]])('finds the limit of a queue, starting at %d', (start, serviceMs) => {
    const limit = 4000 / serviceMs
    const world = searched(start, 1, serviceMs)
    const held = trials(world).filter(([, verdict]) => verdict === 'held').map(([rate]) => rate)
    expect(world.events.find(({ kind }) => kind === 'search-end')?.detail).toBe('found')
    expect(Math.abs(Math.max(...held) / limit - 1)).toBeLessThanOrEqual(0.05)
    expect(world.ends[0]?.status).toBe('completed')
  })

  it('misses a latency before the limit is reached', () => {
    const world = played(plan([{ ratePerS: 0.5, arrival: 'poisson' }], { slo: { ...slo, ttftP95Ms: 400 }, search: defaultSearch, drainMs: 30_000 }), queued())
    const found = trials(world)
    expect(found.some(([, verdict]) => verdict === 'ttft')).toBe(true)
    expect(Math.max(...found.filter(([, verdict]) => verdict === 'held').map(([rate]) => rate))).toBeLessThan(1.8)
  })

  it('says when nothing holds', () => {
    const world = played(plan([{ ratePerS: 1, arrival: 'constant' }], { slo: { ...slo, ttftP95Ms: 1 }, search: defaultSearch }), queued())
    expect(world.events.find(({ kind }) => kind === 'search-end')?.detail).toBe('never-stable')
  })
})
