/** The probe user: a closed loop of its own beside any load, recorded apart from it and counted apart. */
import { describe, expect, it } from 'vitest'
import { testPlan } from '../../../../bench/support/plans.ts'
import { analyseSession } from '../../../../src/core/analysis/index.ts'
import { firstProbeIndex } from '../../../../src/core/model/request.ts'
import type { Plan } from '../../../../src/core/model/plan.ts'
import type { SendOrder } from '../../../../src/core/measure/ports.ts'
import { PromptMaker } from '../../../../src/core/workload/prompt-maker.ts'
import { parsePlan } from '../../../../src/shared/schema/plan/v1.ts'
import { FakeWorld, type Answer } from '../../../support/fake-world.ts'

const probe = { promptTokens: 16, outputTokens: 8, pauseMs: 1000 }
const plan = (changes: Partial<Plan> = {}): Plan => testPlan('http://127.0.0.1:1/v1', 'm', { stages: [{ concurrency: 2 }], stageDurationMs: 10_000, stageRequests: null, probe, ...changes })

function ran(changes: Partial<Plan>, answer: (order: SendOrder) => Answer): FakeWorld {
  const world = new FakeWorld(plan(changes), answer)
  world.machine.start()
  world.run()
  return world
}
const isProbe = ({ role }: { readonly role?: 'probe' | undefined }): boolean => role === 'probe'

describe('in a run', () => {
  const world = ran({}, ({ role }) => ({ afterMs: role === 'probe' ? 500 : 100, outcome: 'ok' }))

  it('asks, waits for the answer, pauses, and asks again until sending stops', () => {
    const probes = world.requests.filter(isProbe)
    expect(probes.map(({ dueAtMs }) => dueAtMs)).toEqual([1000, 2500, 4000, 5500, 7000, 8500])
    expect(probes.map(({ index }) => index - firstProbeIndex)).toEqual([0, 1, 2, 3, 4, 5])
  })

  it('changes neither the number nor the indices of the load', () => {
    const without = ran({ probe: undefined }, () => ({ afterMs: 100, outcome: 'ok' }))
    const load = world.requests.filter((request) => !isProbe(request))
    expect(load.map(({ index, dueAtMs }) => [index, dueAtMs])).toEqual(without.requests.map(({ index, dueAtMs }) => [index, dueAtMs]))
  })

  it('is no open request of the load', () => {
    const slow = ran({ stages: [{ ratePerS: 1, arrival: 'constant', maxOpen: 1 }], stageDurationMs: 5000 }, ({ role }) => ({ afterMs: role === 'probe' ? 60_000 : 10, outcome: 'ok' }))
    expect(slow.requests.filter((request) => !isProbe(request)).every(({ sentAtMs, dueAtMs }) => sentAtMs === dueAtMs)).toBe(true)
  })
})

describe('at the end', () => {
  it('lets its open request of the last stage finish', () => {
    const world = ran({ stageDurationMs: 1200 }, ({ role }) => ({ afterMs: role === 'probe' ? 3000 : 100, outcome: 'ok' }))
    expect(world.requests.filter(isProbe)).toMatchObject([{ outcome: 'ok', endAtMs: 4000 }])
    expect(world.events.find(({ kind }) => kind === 'stage-end')?.atMs).toBeLessThan(1400)
    expect(world.ends).toMatchObject([{ status: 'completed', atMs: 4000 }])
  })

  it('goes on through the pause, and into the next', () => {
    const world = ran({ stages: [{ concurrency: 1 }, { concurrency: 2 }], stageDurationMs: 2000 }, ({ role }) => ({ afterMs: role === 'probe' ? 1500 : 100, outcome: 'ok' }))
    const probes = world.requests.filter(isProbe)
    expect(probes.map(({ stage }) => stage)).toEqual([0, 1])
    expect(probes[1]!.dueAtMs).toBe(probes[0]!.endAtMs + probe.pauseMs)
  })

  it('is cut off after the drain, at an abort and with a run that fails, and always recorded', () => {
    const stuck = ran({ stageDurationMs: 1200, drainMs: 500 }, ({ role }) => ({ afterMs: role === 'probe' ? 1e7 : 100, outcome: 'ok' }))
    expect(stuck.requests.filter(isProbe)).toMatchObject([{ outcome: 'cancelled' }])
    const aborted = new FakeWorld(plan(), ({ role }) => ({ afterMs: role === 'probe' ? 1e7 : 100, outcome: 'ok' }))
    aborted.machine.start()
    aborted.run(2000)
    aborted.machine.stop('abort')
    aborted.run()
    expect(aborted.requests.filter(isProbe)).toMatchObject([{ outcome: 'cancelled' }])
    expect(aborted.ends).toMatchObject([{ status: 'stopped' }])
  })

  it('ends nothing by its failures', () => {
    const world = ran({ stop: { maxErrors: 1 } }, ({ role }) => ({ afterMs: 100, outcome: role === 'probe' ? 'http-5xx' : 'ok' }))
    expect(world.ends).toMatchObject([{ status: 'completed', failure: null }])
    expect(world.requests.filter(isProbe).length).toBeGreaterThan(5)
  })
})

describe('its figures', () => {
  it('stand apart from the load', () => {
    const world = ran({}, ({ role }) => ({ afterMs: role === 'probe' ? 900 : 100, outcome: 'ok', ttftMs: role === 'probe' ? 700 : 20 }))
    const stored = {
      meta: { plan: plan(), calibration: null } as never,
      stages: [{ index: 0, startMs: 0, endMs: 10_100, concurrency: 2, ratePerS: null, arrival: null, rampTo: null }],
      requests: world.requests.filter((request) => !isProbe(request)), probes: world.requests.filter(isProbe), telemetry: [], clientSamples: [], events: world.events,
    }
    const analysis = analyseSession(stored)
    expect(analysis.overall.metrics.ttftMs.max).toBe(20)
    expect(analysis.probe?.overall).toMatchObject({ requests: 5, failures: 0, ttftMs: { n: 5, p50: 700 }, e2eMs: { p50: 900 } })
    expect(analysis.probe?.stages).toMatchObject([{ stage: 0, requests: 5 }])
    expect(analyseSession({ ...stored, probes: [] }).probe).toBeNull()
  })
})

describe('its plan', () => {
  it('is small by its bounds', () => {
    expect('plan' in parsePlan(plan())).toBe(true)
    expect('issues' in parsePlan(plan({ probe: { ...probe, promptTokens: 4000 } }))).toBe(true)
    expect('issues' in parsePlan(plan({ probe: { ...probe, pauseMs: 0 } }))).toBe(true)
  })

  it('gives it words of its own', () => {
    const maker = new PromptMaker({ shape: 'custom', promptTokens: 16, outputTokens: 16 }, 5, [], probe)
    const asked = maker.next({ index: firstProbeIndex, user: 0, warmup: false, role: 'probe' })
    expect(asked).toMatchObject({ outputTokens: 8, words: null })
    expect(asked.messages[0]?.content.split(' ')).toHaveLength(16)
    expect(asked.messages).not.toEqual(maker.next({ index: firstProbeIndex, user: 0, warmup: false }).messages)
  })
})
