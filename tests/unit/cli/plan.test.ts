/** What the command line refuses before it makes a plan, in its own words. */
import { expect, it } from 'vitest'
import { shapePresets } from '../../../src/core/model/presets.ts'
import { planOf, type RunOptions } from '../../../src/cli/plan.ts'
import type { Target } from '../../../src/core/model/plan.ts'

const target: Target = { name: 'x', engine: 'vllm', engineVersion: null, api: 'openai-chat', apiBaseUrl: 'http://127.0.0.1:1/v1', model: 'm', simulated: false }
const plan = (options: Partial<RunOptions>) => planOf({ url: 'http://127.0.0.1:1', warmup: 2, earlyStop: true, ...options }, target, { shape: 'short-chat', ...shapePresets['short-chat'] }, 1)
const ramp = { to: 8, steps: null }

it('wants a time for a load that changes within a stage', () => {
  expect(() => plan({ concurrency: [1], ramp, requests: 5 })).toThrow('--ramp: needs --duration')
  expect(plan({ concurrency: [1], ramp, requests: 5, duration: 3000 }).stages).toEqual([{ concurrency: 1, ramp }])
  expect(plan({ concurrency: [1], ramp }).stageDurationMs).toBe(12_000)
})

it('begins a search at one rate', () => {
  for (const load of [{ concurrency: [2] }, { rate: [1, 2] }, { rate: [1], ramp }]) expect(() => plan({ findStableQps: true, ...load })).toThrow('--find-stable-qps: begins at one --rate')
  expect(plan({ findStableQps: true }).stages).toEqual([{ ratePerS: 1, arrival: 'poisson' }])
})
