/** Rates, thinking users and ramps on a clock that the test turns. */
import { describe, expect, it } from 'vitest'
import type { StagePlan } from '../../../../src/core/model/load.ts'
import type { Plan } from '../../../../src/core/model/plan.ts'
import { FakeWorld, type Answer } from '../../../support/fake-world.ts'
import { testPlan } from '../../../../bench/support/plans.ts'

const plan = (stage: StagePlan, changes: Partial<Plan> = {}): Plan => testPlan('http://127.0.0.1:1/v1', 'm', { stageRequests: null, stageDurationMs: 1000, ...changes, stages: [stage] })
const ok = (afterMs: number) => (): Answer => ({ afterMs, outcome: 'ok' })
const dues = (world: FakeWorld): readonly number[] => world.orders.map((order) => order.dueAtMs)

function started(which: Plan, answer: ConstructorParameters<typeof FakeWorld>[1]): FakeWorld {
  const world = new FakeWorld(which, answer)
  world.machine.start()
  return world
}

function played(which: Plan, answer: ConstructorParameters<typeof FakeWorld>[1]): FakeWorld {
  const world = started(which, answer)
  world.run()
  return world
}

describe('a rate', () => {
  const constant: StagePlan = { ratePerS: 10, arrival: 'constant' }

  it('sends when requests are due, whatever became of those before', () => {
    const world = played(plan(constant), ok(750))
    expect(dues(world)).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900])
    expect(world.maxOpen).toBe(8)
    expect(world.story).toEqual(['stage-start 0 @0', 'drain-start 0 @1000', 'drain-end 0 @1650', 'stage-end 0 @1650'])
  })

  it('sends as whoever has been idle longest, so that conversations go on, and as somebody new only when all are waiting', () => {
    expect(played(plan(constant, { stageRequests: 5 }), ok(50)).orders.map(({ user }) => user)).toEqual([0, 0, 0, 0, 0])
    expect(played(plan(constant, { stageRequests: 8 }), ok(250)).orders.map(({ user }) => user)).toEqual([0, 1, 2, 0, 1, 2, 0, 1])
  })

  it('ends a stage by its number of requests as soon as the last one is sent', () => {
    const world = played(plan(constant, { stageDurationMs: null, stageRequests: 3 }), ok(50))
    expect(dues(world)).toEqual([0, 100, 200])
    expect(world.story[1]).toBe('drain-start 0 @200')
    expect(played(plan(constant, { stageRequests: 3 }), ok(50)).story[1]).toBe('drain-start 0 @200')
  })

  it('catches up after a pause with what the schedule owes, each with its own due time', () => {
    const world = started(plan(constant), ok(10))
    world.run(150)
    world.nowMs = 560
    world.run(560)
    expect(dues(world)).toEqual([0, 100, 200, 300, 400, 500])
    world.run()
    expect(world.requests.find((request) => request.dueAtMs === 200)?.sentAtMs).toBe(560)
    expect(dues(world)).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900])
  })

  it('still sends what was due before the end when the loop was late for it', () => {
    const world = started(plan(constant), ok(10))
    world.run(750)
    world.nowMs = 1003
    world.run()
    expect(dues(world).slice(-2)).toEqual([800, 900])
    expect(world.requests.every((request) => request.outcome === 'ok')).toBe(true)
  })

  it('holds requests back at the bound of open ones; they keep their due time', () => {
    const world = played(plan({ ...constant, maxOpen: 2 }, { stageDurationMs: 450 }), ok(240))
    expect(world.maxOpen).toBe(2)
    expect(dues(world)).toEqual([0, 100, 200, 300])
    expect(world.requests.map((request) => [request.dueAtMs, request.sentAtMs])).toEqual([[0, 0], [100, 100], [400, null], [200, 240], [300, 340]])
  })

  it('records what was due and never sent as offered', () => {
    const world = played(plan({ ...constant, maxOpen: 4 }, { stageDurationMs: 650, drainMs: 100 }), ok(5000))
    const unsent = world.requests.filter((request) => request.sentAtMs === null)
    expect(unsent.map(({ dueAtMs, outcome, error }) => [dueAtMs, outcome, error?.code])).toEqual([[400, 'cancelled', 'not-sent'], [500, 'cancelled', 'not-sent'], [600, 'cancelled', 'not-sent']])
    expect(new Set(world.requests.map((request) => request.index)).size).toBe(7)
  })

  it('ends the stage when as many wait as may be open', () => {
    const world = played(plan({ ...constant, maxOpen: 2 }, { stageDurationMs: 60_000, drainMs: 100 }), ok(600_000))
    expect(world.story).toEqual(['stage-start 0 @0', 'stage-stopped 0 @400', 'drain-start 0 @400', 'drain-end 0 @500', 'stage-end 0 @500'])
    expect(world.events.find((event) => event.kind === 'stage-stopped')?.detail).toBe('open-limit')
    expect(world.ends[0]?.status).toBe('completed')
  })

  it('stops like any other stage', () => {
    const world = started(plan(constant), ok(10))
    world.run(250)
    world.machine.stop('drain')
    world.run()
    expect(dues(world)).toEqual([0, 100, 200])
    expect(world.ends.map((end) => end.status)).toEqual(['stopped'])
  })
})

describe('users', () => {
  it('think after each answer', () => {
    const world = played(plan({ concurrency: 1, thinkTimeMs: 150 }), ok(100))
    expect(dues(world)).toEqual([0, 250, 500, 750])
  })

  it('join one by one on an even ramp, and step by step', () => {
    const opened = (stage: StagePlan): readonly number[] => {
      const world = played(plan(stage), ok(5000))
      return world.orders.map((order) => order.dueAtMs)
    }
    expect(opened({ concurrency: 1, ramp: { to: 4, steps: null } })).toEqual([0, 250, 500, 750])
    expect(opened({ concurrency: 2, ramp: { to: 6, steps: 2 } })).toEqual([0, 0, 500, 500, 500, 500])
  })

  it('leave on a ramp that goes down', () => {
    const world = played(plan({ concurrency: 4, ramp: { to: 1, steps: null } }), ok(50))
    const usersAt = (from: number, to: number): number => new Set(world.orders.filter((order) => order.dueAtMs >= from && order.dueAtMs < to).map((order) => order.user)).size
    expect([usersAt(0, 200), usersAt(300, 450), usersAt(550, 700), usersAt(800, 1000)]).toEqual([4, 3, 2, 1])
  })
})
