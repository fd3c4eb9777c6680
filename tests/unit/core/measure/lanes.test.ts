/** How many lanes a plan gets, which takes what, and what they say of themselves together. */
import { describe, expect, it } from 'vitest'
import { keepsUsers, laneOf, lanesFor, mergedFigures, streamsPerLane, tokensPerSPerLane, type LaneFigures } from '../../../../src/core/measure/lanes.ts'
import type { StagePlan } from '../../../../src/core/model/load.ts'
import { planBounds } from '../../../../src/core/model/plan.ts'
import { parsePlan } from '../../../../src/shared/schema/plan/v1.ts'
import { testPlan } from '../../../../bench/support/plans.ts'

const wanted = (stages: readonly StagePlan[], cores = 64, engines?: number): number =>
  lanesFor({ stages, workload: { shape: 'custom', promptTokens: 8, outputTokens: 100 }, ...(engines === undefined ? {} : { engines }) }, cores)

describe('the number of lanes', () => {
  it('is one up to what one engine keeps exact, then as many as that needs', () => {
    expect(wanted([{ concurrency: 1 }, { concurrency: streamsPerLane }])).toBe(1)
    expect(wanted([{ concurrency: 1 }, { concurrency: streamsPerLane + 1 }])).toBe(2)
    expect(wanted([{ concurrency: 1, ramp: { to: 4 * streamsPerLane, steps: null } }])).toBe(4)
    expect(wanted([{ ratePerS: tokensPerSPerLane / 100, arrival: 'poisson' }])).toBe(1)
    expect(wanted([{ ratePerS: tokensPerSPerLane / 100 + 1, arrival: 'poisson' }])).toBe(2)
    expect(wanted([{ ratePerS: 9000, arrival: 'trace' }])).toBe(1)
  })

  it('leaves a core for what schedules and stores, unless the plan says otherwise', () => {
    expect(wanted([{ concurrency: 1000 }], 1)).toBe(1)
    expect(wanted([{ concurrency: 1000 }], 2)).toBe(1)
    expect(wanted([{ concurrency: 1000 }], 3)).toBe(2)
    expect(wanted([{ ratePerS: 10_000, arrival: 'constant' }], 64)).toBe(planBounds.maxEngines)
    expect(wanted([{ concurrency: 1 }], 2, 5)).toBe(5)
    expect(wanted([{ concurrency: 1000 }], 64, 1)).toBe(1)
  })

  it('has its bounds in the plan document, where it may be left out', () => {
    const plan = testPlan('http://127.0.0.1:1/v1', 'm')
    expect(parsePlan(plan)).toEqual({ plan })
    expect(parsePlan({ ...plan, engines: 16 })).toHaveProperty('plan.engines', 16)
    for (const engines of [0, 17, 1.5, 'auto']) expect(parsePlan({ ...plan, engines })).toHaveProperty('issues.0.at', 'engines')
  })
})

describe('which lane', () => {
  it('users keep to one, requests of a schedule and of the warm-up go round', () => {
    expect(keepsUsers([{ concurrency: 1 }])).toBe(true)
    expect(keepsUsers([{ ratePerS: 1, arrival: 'poisson' }])).toBe(false)
    expect([0, 1, 2, 3, 4].map((user) => laneOf({ index: 10 * user, user, warmup: false }, true, 3))).toEqual([0, 1, 2, 0, 1])
    expect([0, 1, 2, 3, 4].map((index) => laneOf({ index, user: 0, warmup: false }, false, 3))).toEqual([0, 1, 2, 0, 1])
    expect([0, 1, 2].map((index) => laneOf({ index, user: 0, warmup: true }, true, 3))).toEqual([0, 1, 2])
  })
})

describe('all lanes as one', () => {
  const lane: LaneFigures = { loopDelayP99Ms: 1, loopDelayMaxMs: 3, cpuPercent: 40, connectionsOpened: 5, connectionsReused: 50, parseBacklogBytes: 100 }
  const other: LaneFigures = { loopDelayP99Ms: 2, loopDelayMaxMs: 2.5, cpuPercent: 60, connectionsOpened: 6, connectionsReused: 70, parseBacklogBytes: 20 }

  it('are as late as the worst and as busy as all together', () => {
    expect(mergedFigures([lane, other], { cpuPercent: 10, coversProcess: false, rssBytes: 7 })).toEqual({
      loopDelayP99Ms: 2, loopDelayMaxMs: 3, cpuPercent: 110, rssBytes: 7, connectionsOpened: 11, connectionsReused: 120, parseBacklogBytes: 100, lanes: 2, busiestCpuPercent: 60,
    })
  })

  it('tell the scheduling thread from a process that counts all of them', () => {
    const stampedBy = (...by: readonly LaneFigures['stampedBy'][]) => mergedFigures(by.map((one) => ({ ...lane, stampedBy: one })), { cpuPercent: 10, coversProcess: false, rssBytes: 7 }).stampedBy
    expect([stampedBy('kernel', 'kernel'), stampedBy('kernel', 'client'), stampedBy(undefined)]).toEqual(['kernel', 'client', undefined])
    expect(mergedFigures([lane, other], { cpuPercent: 180, coversProcess: true, rssBytes: null })).toMatchObject({ cpuPercent: 180, busiestCpuPercent: 80 })
    expect(mergedFigures([lane, other], { cpuPercent: 90, coversProcess: true, rssBytes: null })).toMatchObject({ cpuPercent: 90, busiestCpuPercent: 60 })
  })

  it('claim nothing that a part does not know', () => {
    const mute: LaneFigures = { ...lane, loopDelayP99Ms: null, loopDelayMaxMs: null, cpuPercent: null }
    expect(mergedFigures([mute, other], { cpuPercent: 10, coversProcess: false, rssBytes: null })).toMatchObject({ loopDelayP99Ms: 2, cpuPercent: null, busiestCpuPercent: 60 })
    expect(mergedFigures([mute], { cpuPercent: null, coversProcess: false, rssBytes: null })).toMatchObject({ loopDelayP99Ms: null, cpuPercent: null, busiestCpuPercent: null })
  })
})
