/** Handing requests over before their time changes nothing about what is sent, when it is due, and when stages begin and end. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { OpenLoad } from '../../../src/core/model/load.ts'
import { testPlan } from '../../../bench/support/plans.ts'
import { FakeWorld } from '../../support/fake-world.ts'

const loads: fc.Arbitrary<OpenLoad> = fc.oneof(
  fc.record({ ratePerS: fc.double({ min: 0.5, max: 400, noNaN: true }), arrival: fc.constantFrom('constant' as const, 'poisson' as const) }),
  fc.record({ ratePerS: fc.double({ min: 0.5, max: 200, noNaN: true }), arrival: fc.constant('gamma' as const), burstiness: fc.double({ min: 0.2, max: 3, noNaN: true }) }),
)

it('holds for every schedule and limit', () => {
  fc.assert(fc.property(loads, fc.nat(1000), fc.option(fc.integer({ min: 1, max: 300 }), { nil: null }), fc.integer({ min: 1, max: 60 }), (load, seed, stageRequests, afterMs) => {
    const plan = testPlan('http://127.0.0.1:1/v1', 'm', { stages: [load, load], seed, stageDurationMs: 1500, stageRequests, pauseBetweenStagesMs: 50 })
    const [plain, ahead] = [0, 2].map((leadMs) => {
      const world = new FakeWorld(plan, () => ({ afterMs, outcome: 'ok' }))
      world.leadMs = leadMs
      world.machine.start()
      world.run()
      return world
    })
    const due = (world: FakeWorld) => world.orders.map(({ index, stage, dueAtMs }) => ({ index, stage, dueAtMs }))
    expect(due(ahead!)).toEqual(due(plain!))
    expect(ahead!.story).toEqual(plain!.story)
    expect(ahead!.requests.map(({ sentAtMs }) => sentAtMs)).toEqual(plain!.requests.map(({ sentAtMs }) => sentAtMs))
    expect(ahead!.ends).toEqual(plain!.ends)
  }), { numRuns: 60 })
})
