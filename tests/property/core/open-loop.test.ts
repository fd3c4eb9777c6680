/** Whatever the server answers and whenever the user stops, a rate sends what its schedule says, and all of it is accounted for. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { dueTimes } from '../../../src/core/measure/schedule.ts'
import { arrivalKinds } from '../../../src/core/model/load.ts'
import { outcomes } from '../../../src/core/model/outcome.ts'
import { FakeWorld } from '../../support/fake-world.ts'
import { testPlan } from '../../../bench/support/plans.ts'

const answers = fc.array(fc.record({ afterMs: fc.integer({ min: 0, max: 900 }), outcome: fc.constantFrom(...outcomes.filter((outcome) => outcome !== 'cancelled'), 'ok', 'ok', 'ok'), httpStatus: fc.constantFrom(200, 500) }), { minLength: 1, maxLength: 30 })
const stage = fc.record({ ratePerS: fc.double({ min: 0.5, max: 60, noNaN: true }), arrival: fc.constantFrom(...arrivalKinds), maxOpen: fc.integer({ min: 1, max: 8 }) })
const load = fc.record({
  stages: fc.array(stage, { minLength: 1, maxLength: 3 }),
  stageDurationMs: fc.option(fc.integer({ min: 1, max: 1500 })),
  stageRequests: fc.integer({ min: 1, max: 40 }),
  seed: fc.nat(1000),
  drainMs: fc.integer({ min: 0, max: 300 }),
  stop: fc.record({ maxErrors: fc.integer({ min: 1, max: 50 }), overSaturation: fc.boolean() }),
})
const trace = fc.array(fc.integer({ min: 0, max: 2000 }), { maxLength: 40 }).map((times) => times.toSorted((a, b) => a - b))
/** Pauses of the loop: time that passes without anything being looked at. */
const stalls = fc.array(fc.tuple(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 1, max: 800 })), { maxLength: 3 })
const stops = fc.array(fc.tuple(fc.integer({ min: 0, max: 4000 }), fc.constantFrom('drain' as const, 'abort' as const)), { maxLength: 2 })

it('sends nothing before it is due, nothing that is not due, and loses nothing', () => {
  fc.assert(
    fc.property(load, answers, stalls, stops, trace, fc.boolean(), fc.constantFrom(0, 2), (changes, script, stallAt, stopAt, traceAtMs, crossesCancel, leadMs) => {
      const world = new FakeWorld(testPlan('http://127.0.0.1:1/v1', 'm', changes), ({ index }) => script[index % script.length] ?? { afterMs: 1, outcome: 'ok' }, false, traceAtMs)
      world.crossesCancel = crossesCancel
      world.leadMs = leadMs
      world.machine.start()
      for (const [atMs, forMs] of stallAt.toSorted((a, b) => a[0] - b[0])) {
        world.run(atMs)
        world.nowMs += forMs
      }
      for (const [atMs, mode] of stopAt.toSorted((a, b) => a[0] - b[0])) {
        world.run(Math.max(atMs, world.nowMs))
        world.machine.stop(mode)
      }
      world.run()
      expect(world.ends).toHaveLength(1)
      expect(world.machine.state).toMatchObject({ phase: 'ended', inFlight: 0 })
      expect(world.maxOpen).toBeLessThanOrEqual(Math.max(...changes.stages.map(({ maxOpen }) => maxOpen)))
      expect(world.requests.map(({ index }) => index).toSorted((a, b) => a - b)).toEqual(world.requests.map((_, i) => i))
      expect(world.requests.every(({ sentAtMs, dueAtMs }) => sentAtMs === null || sentAtMs >= dueAtMs)).toBe(true)
      changes.stages.forEach((each, index) => {
        const startMs = world.events.find((event) => event.kind === 'stage-start' && event.stage === index)?.atMs
        const dues = world.requests.filter((request) => request.stage === index).map((request) => request.dueAtMs).toSorted((a, b) => a - b)
        const next = dueTimes(each, changes.seed, index, changes.stageDurationMs, traceAtMs)
        expect(dues).toEqual(startMs === undefined ? [] : dues.map(() => startMs + next()))
      })
    }),
    { numRuns: 800 },
  )
})
