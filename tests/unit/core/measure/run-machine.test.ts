/** The life of a run on a clock that the test turns. */
import { describe, expect, it } from 'vitest'
import type { Plan } from '../../../../src/core/model/plan.ts'
import { FakeWorld, type Answer } from '../../../support/fake-world.ts'
import { testPlan } from '../../../../bench/support/plans.ts'

const plan = (changes: Partial<Plan> = {}): Plan => testPlan('http://127.0.0.1:1/v1', 'm', { stageRequests: null, stageDurationMs: 1000, ...changes })
const ok = (afterMs = 100) => (): Answer => ({ afterMs, outcome: 'ok' })
const failing = (outcome: Answer['outcome'], more: Partial<Answer> = {}) => (): Answer => ({ afterMs: 1, outcome, ...more })

function played(which: Plan, answer: ConstructorParameters<typeof FakeWorld>[1], adapts = false): FakeWorld {
  const world = new FakeWorld(which, answer, adapts)
  world.machine.start()
  world.run()
  return world
}

describe('the course of a run', () => {
  it('goes through baseline, warm-up, stages with pauses, drains and the end', () => {
    const world = played(
      plan({ stages: [{ concurrency: 1 }, { concurrency: 3 }], warmupRequests: 2, pauseBetweenStagesMs: 500, telemetry: { enabled: true, baselineMs: 2000, tailMs: 0 } }),
      ok(130),
    )
    expect(world.story).toEqual([
      'warmup-start @2000', 'warmup-end @2260',
      'stage-start 0 @2260', 'drain-start 0 @3260', 'drain-end 0 @3300', 'stage-end 0 @3300',
      'stage-start 1 @3800', 'drain-start 1 @4800', 'drain-end 1 @4840', 'stage-end 1 @4840',
    ])
    expect(world.ends).toEqual([{ status: 'completed', failure: null, atMs: 4840 }])
    expect(world.requests.filter((request) => request.warmup)).toHaveLength(2)
    expect(world.maxOpen).toBe(3)
    expect(world.machine.state).toEqual({ phase: 'ended', stage: null, inFlight: 0, stopping: 'no' })
  })

  it('keeps every user busy with exactly one request, due when the one before ended', () => {
    const world = played(plan({ stages: [{ concurrency: 2 }] }), ok(100))
    const first = world.orders.filter((order) => order.user === 0)
    expect(first.map((order) => order.dueAtMs)).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900])
    expect(world.orders.map((order) => order.index)).toEqual(world.orders.map((_, i) => i))
  })

  it('ends a stage by its number of requests when the first user has nothing left to send', () => {
    const world = played(plan({ stages: [{ concurrency: 3 }], stageDurationMs: null, stageRequests: 4 }), ({ index }) => ({ afterMs: 100 + index * 10, outcome: 'ok' }))
    expect(world.orders).toHaveLength(4)
    expect(world.story).toEqual(['stage-start 0 @0', 'drain-start 0 @110', 'drain-end 0 @230', 'stage-end 0 @230'])
  })

  it('sends no more than the number of requests when there are more users', () => {
    const world = played(plan({ stages: [{ concurrency: 5 }], stageDurationMs: null, stageRequests: 2 }), ok(100))
    expect(world.orders).toHaveLength(2)
    expect(world.story[1]).toBe('drain-start 0 @100')
  })

  it('cuts off what is still open when the drain is over', () => {
    const world = played(plan({ drainMs: 300 }), ok(5000))
    expect(world.story).toEqual(['stage-start 0 @0', 'drain-start 0 @1000', 'drain-end 0 @1300', 'stage-end 0 @1300'])
    expect(world.requests.map((request) => request.outcome)).toEqual(['cancelled'])
    expect(world.ends[0]?.status).toBe('completed')
  })

  it('makes the first burst due with its stage, and lets a drain end with it, even on a clock that never stands still', () => {
    const world = new FakeWorld(plan({ stages: [{ concurrency: 3 }], warmupRequests: 1 }), ok(100))
    world.tickMs = 0.001
    world.machine.start()
    world.run()
    const atMs = (kind: string) => world.events.find((event) => event.kind === kind)?.atMs
    expect(world.orders[0]?.dueAtMs).toBe(atMs('warmup-start'))
    expect(world.orders.slice(1, 4).map(({ dueAtMs }) => dueAtMs)).toEqual([atMs('stage-start'), atMs('stage-start'), atMs('stage-start')])
    expect(atMs('stage-end')).toBe(atMs('drain-end'))
  })

  it('freezes the workload before the first measured request', () => {
    const world = new FakeWorld(plan({ warmupRequests: 1 }), ok())
    world.machine.start()
    expect(world.isFrozen).toBe(false)
    world.run(150)
    expect(world.isFrozen).toBe(true)
  })
})

describe('stopping', () => {
  it('drains first: open requests finish, nothing new is sent, the run counts as stopped', () => {
    const world = new FakeWorld(plan({ stages: [{ concurrency: 2 }, { concurrency: 4 }] }), ok(100))
    world.machine.start()
    world.run(250)
    world.machine.stop('drain')
    expect(world.machine.state).toMatchObject({ phase: 'draining', stopping: 'drain', inFlight: 2 })
    world.run()
    expect(world.story).toEqual(['stage-start 0 @0', 'stop-requested 0 @250', 'drain-start 0 @250', 'drain-end 0 @300', 'stage-end 0 @300'])
    expect(world.requests.every((request) => request.outcome === 'ok')).toBe(true)
    expect(world.ends).toEqual([{ status: 'stopped', failure: null, atMs: 300 }])
  })

  it('aborts on the second wish', () => {
    const world = new FakeWorld(plan(), ok(60_000))
    world.machine.start()
    world.run(250)
    world.machine.stop('drain')
    world.run(300)
    world.machine.stop('abort')
    expect(world.requests.map((request) => request.outcome)).toEqual(['cancelled'])
    expect(world.ends).toEqual([{ status: 'stopped', failure: null, atMs: 300 }])
  })

  it.each([
    ['baseline', 100, 0], ['warmup', 1050, 0], ['pause', 2250, 1],
  ] as const)('works during %s', (phase, atMs, stages) => {
    const world = new FakeWorld(
      plan({ stages: [{ concurrency: 1 }, { concurrency: 1 }], warmupRequests: 1, pauseBetweenStagesMs: 10_000, telemetry: { enabled: true, baselineMs: 1000, tailMs: 0 } }),
      ok(100),
    )
    world.machine.start()
    world.run(atMs)
    expect(world.machine.state.phase).toBe(phase)
    world.machine.stop('drain')
    world.run()
    expect(world.ends.map((end) => end.status)).toEqual(['stopped'])
    expect(world.events.filter((event) => event.kind === 'stage-end')).toHaveLength(stages)
  })
})

describe('failures', () => {
  it.each([
    ['server-unreachable', failing('refused', { message: 'connect ECONNREFUSED' })],
    ['server-unreachable', failing('timeout-connect')],
    ['server-auth', failing('http-4xx', { httpStatus: 401 })],
    ['server-not-openai', failing('malformed', { httpStatus: 200 })],
    ['server-not-openai', failing('http-4xx', { httpStatus: 404, message: 'Not Found' })],
  ])('ends as %s after the first request', (code, answer) => {
    for (const warmupRequests of [0, 2]) {
      const world = played(plan({ warmupRequests }), answer)
      expect(world.ends.map((end) => [end.status, end.failure?.code])).toEqual([['failed', code]])
      expect(world.requests).toHaveLength(1)
    }
  })

  it.each([failing('empty'), failing('http-4xx', { httpStatus: 400 }), failing('http-4xx', { httpStatus: 404, message: 'model "m" not found' })])(
    'gives up when the whole warm-up failed for good (%#)',
    (answer) => {
      const world = played(plan({ warmupRequests: 2 }), answer)
      expect(world.ends[0]?.failure?.code).toBe('all-requests-failed')
      expect(world.requests).toHaveLength(2)
    },
  )

  it('goes on after a warm-up that failed for a reason that may pass', () => {
    const world = played(plan({ warmupRequests: 1 }), ({ warmup }) => ({ afterMs: 50, outcome: warmup ? 'rejected' : 'ok' }))
    expect(world.ends[0]?.status).toBe('completed')
  })

  it('backs off: a user whose requests fail at once sends ten a second', () => {
    const world = played(plan({ stages: [{ concurrency: 2 }] }), ({ index }) => ({ afterMs: 1, outcome: index === 0 ? 'ok' : 'http-5xx' }))
    expect(world.orders.length).toBeLessThanOrEqual(22)
    expect(world.orders.length).toBeGreaterThanOrEqual(18)
    expect(world.ends[0]?.status).toBe('completed')
  })

  it('ends although answers cross the cancelling on their way', () => {
    const world = new FakeWorld(plan({ stageDurationMs: 60_000, stages: [{ concurrency: 40 }] }), ({ index, dueAtMs }) => ({ afterMs: dueAtMs < 1000 ? 100 : 1 + index / 1000, outcome: dueAtMs < 1000 ? 'ok' : 'refused' }))
    world.crossesCancel = true
    world.machine.start()
    world.run()
    expect(world.ends).toMatchObject([{ status: 'failed', failure: { code: 'server-died' } }])
    expect(world.requests).toHaveLength(world.orders.length)
  })

  it('notices a server that died, and keeps what was measured', () => {
    const world = played(plan({ stageDurationMs: 60_000, stages: [{ concurrency: 4 }] }), ({ dueAtMs }) => ({ afterMs: dueAtMs < 1000 ? 100 : 1, outcome: dueAtMs < 1000 ? 'ok' : 'refused' }))
    expect(world.ends).toMatchObject([{ status: 'failed', failure: { code: 'server-died' } }])
    expect(world.events.map((event) => event.kind)).toEqual(['stage-start', 'server-died', 'drain-start', 'drain-end', 'stage-end'])
    expect(world.requests.filter((request) => request.outcome === 'ok')).toHaveLength(40)
    expect(world.nowMs).toBeLessThan(2000)
  })

  it('fails a run in which nothing ever worked', () => {
    const world = played(plan({ stageDurationMs: 1000 }), failing('http-5xx', { message: 'boom' }))
    expect(world.ends).toMatchObject([{ status: 'failed', failure: { code: 'all-requests-failed', detail: 'boom' } }])
    const long = played(plan({ stageDurationMs: 3_600_000 }), failing('oom'))
    expect(long.requests).toHaveLength(50)
  })
})

describe('a wording that the server refuses', () => {
  it('is changed in the warm-up only, by extra tries that are recorded', () => {
    const world = played(plan({ warmupRequests: 1 }), ({ index }) => ({ afterMs: 10, outcome: index === 0 ? 'http-4xx' : 'ok', httpStatus: 400 }), true)
    expect(world.requests.filter((request) => request.warmup).map((request) => request.outcome)).toEqual(['http-4xx', 'ok'])
    expect(world.adapted).toHaveLength(1)
  })

  it('is not changed without end', () => {
    const world = played(plan({ warmupRequests: 1 }), failing('http-4xx', { httpStatus: 400 }), true)
    expect(world.requests).toHaveLength(5)
    expect(world.ends[0]?.failure?.code).toBe('all-requests-failed')
  })
})
