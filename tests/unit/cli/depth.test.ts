/** What a depth, a length, or neither makes of a run from the command line. */
import { describe, expect, it } from 'vitest'
import { shapePresets } from '../../../src/core/model/presets.ts'
import { planOf, type RunOptions } from '../../../src/cli/plan.ts'
import type { Target } from '../../../src/core/model/plan.ts'

const target: Target = { name: 'x', engine: 'vllm', engineVersion: null, api: 'openai-chat', apiBaseUrl: 'http://127.0.0.1:1/v1', model: 'm', simulated: false }
const plan = (options: Partial<RunOptions>) => planOf({ url: 'http://127.0.0.1:1', warmup: 2, earlyStop: true, ...options }, target, { shape: 'short-chat', ...shapePresets['short-chat'] }, 1)
const users = (options: Partial<RunOptions>) => plan(options).stages.map((stage) => ('concurrency' in stage ? stage.concurrency : null))

describe('how deep a run goes', () => {
  it('is a check of about a minute when nothing is said', () => {
    expect(plan({})).toMatchObject({ stageDurationMs: 12_000, pauseBetweenStagesMs: 1_000, telemetry: { baselineMs: 2_000 } })
    expect(plan({}).warmupUntilSteady).toBeUndefined()
    expect(users({})).toEqual([1, 2, 4, 8])
  })

  it('waits 5 s between stages as soon as there is a minute to measure in', () => {
    expect(plan({ duration: 30_000, concurrency: [1] }).pauseBetweenStagesMs).toBe(1_000)
    expect(plan({ duration: 30_000, concurrency: [1, 2] })).toMatchObject({ pauseBetweenStagesMs: 5_000, telemetry: { baselineMs: 10_000 } })
    expect(plan({ duration: 30_000, concurrency: [1, 2], pause: 0 }).pauseBetweenStagesMs).toBe(0)
  })

  it('has three names', () => {
    expect(plan({ depth: 'quick' })).toMatchObject({ stageDurationMs: 8_000, pauseBetweenStagesMs: 1_000 })
    expect(plan({ depth: 'standard' })).toMatchObject({ stageDurationMs: 120_000, pauseBetweenStagesMs: 5_000, warmupUntilSteady: true })
    expect(plan({ depth: 'thorough', rate: [1, 2, 4] })).toMatchObject({ stageDurationMs: 200_000, warmupUntilSteady: true })
    expect(users({ depth: 'standard' })).toEqual([1, 2, 4, 8, 16])
    expect(plan({ depth: 'standard', warmupUntilSteady: false }).warmupUntilSteady).toBeUndefined()
  })

  it('is said once', () => {
    for (const limit of [{ duration: 10_000 }, { requests: 5 }, { soak: 60_000 }, { findStableQps: true }]) expect(() => plan({ depth: 'quick', ...limit })).toThrow('--depth')
  })
})
