/** Whatever the server answers and whenever the user stops, a run ends once, in order, and never comes back to life. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { outcomes } from '../../../src/core/model/outcome.ts'
import { FakeWorld } from '../../support/fake-world.ts'
import { testPlan } from '../../../bench/support/plans.ts'

const answers = fc.array(fc.record({ afterMs: fc.integer({ min: 0, max: 400 }), outcome: fc.constantFrom(...outcomes.filter((outcome) => outcome !== 'cancelled'), 'ok', 'ok', 'ok'), httpStatus: fc.constantFrom(200, 400, 401, 404, 500) }), { minLength: 1, maxLength: 30 })
const load = fc.record({
  stages: fc.array(fc.record({ concurrency: fc.integer({ min: 1, max: 6 }) }), { minLength: 1, maxLength: 3 }),
  stageDurationMs: fc.option(fc.integer({ min: 1, max: 1500 })),
  stageRequests: fc.integer({ min: 1, max: 20 }),
  warmupRequests: fc.integer({ min: 0, max: 3 }),
  pauseBetweenStagesMs: fc.integer({ min: 0, max: 300 }),
  drainMs: fc.integer({ min: 0, max: 300 }),
})
const stops = fc.array(fc.tuple(fc.integer({ min: 0, max: 4000 }), fc.constantFrom('drain' as const, 'abort' as const)), { maxLength: 3 })

it('ends exactly once with everything accounted for', () => {
  fc.assert(
    fc.property(load, answers, stops, fc.boolean(), fc.nat(200), fc.boolean(), (changes, script, stopAt, adapts, prepareMs, crossesCancel) => {
      const world = new FakeWorld(testPlan('http://127.0.0.1:1/v1', 'm', changes), ({ index }) => script[index % script.length] ?? { afterMs: 1, outcome: 'ok' }, adapts)
      world.prepareMs = prepareMs
      world.crossesCancel = crossesCancel
      world.machine.start()
      for (const [atMs, mode] of stopAt.toSorted((a, b) => a[0] - b[0])) {
        world.run(atMs)
        world.machine.stop(mode)
      }
      world.run()
      expect(world.ends).toHaveLength(1)
      expect(world.machine.state).toMatchObject({ phase: 'ended', inFlight: 0 })
      expect(world.requests).toHaveLength(world.orders.length)
      expect(new Set(world.requests.map((request) => request.index)).size).toBe(world.orders.length)
      expect(world.maxOpen).toBeLessThanOrEqual(Math.max(...changes.stages.map((stage) => stage.concurrency)))
      const times = world.events.map((event) => event.atMs)
      expect(times).toEqual(times.toSorted((a, b) => a - b))
      for (const kind of ['stage-start', 'drain-start', 'stage-end'] as const) {
        const at = world.events.filter((event) => event.kind === kind && event.stage !== null).map((event) => event.stage)
        expect(at).toEqual(at.map((_, i) => i))
      }
      const before = [world.events.length, world.orders.length, world.ends.length]
      world.machine.stop('abort')
      world.machine.stop('drain')
      world.machine.fail({ code: 'internal', detail: '' })
      world.run()
      expect([world.events.length, world.orders.length, world.ends.length]).toEqual(before)
    }),
    { numRuns: 1500 },
  )
})
