/** Which loads a plan document may hold. */
import { describe, expect, it } from 'vitest'
import type { StagePlan } from '../../../../src/core/model/load.ts'
import { createTranslate } from '../../../../src/shared/i18n/index.ts'
import { issueTexts } from '../../../../src/shared/schema/issues.ts'
import { parsePlan } from '../../../../src/shared/schema/plan/v1.ts'
import { testPlan } from '../../../../bench/support/plans.ts'

const parsed = (stages: readonly StagePlan[], more: object = {}) => parsePlan({ ...testPlan('http://127.0.0.1:1/v1', 'm'), stages, ...more })

describe('the stages of a plan', () => {
  it.each<readonly [readonly StagePlan[], object]>([
    [[{ concurrency: 1 }, { concurrency: 8 }], {}],
    [[{ concurrency: 1, thinkTimeMs: 250 }], {}],
    [[{ ratePerS: 0.5, arrival: 'poisson' }, { ratePerS: 2, arrival: 'gamma', burstiness: 0.5, maxOpen: 16 }], {}],
    [[{ ratePerS: 1, arrival: 'constant', ramp: { to: 5, steps: null } }], { stageDurationMs: 1000 }],
  ])('may be %j', (stages, more) => {
    const result = parsed(stages, more)
    expect('plan' in result && result.plan.stages).toEqual(stages)
  })

  it.each<readonly [readonly unknown[], RegExp]>([
    [[{ concurrency: 1 }, { ratePerS: 1, arrival: 'poisson' }], /either all/], [[{ concurrency: 1, ramp: { to: 5, steps: null } }], /needs stageDurationMs/],
    [[{ ratePerS: 1 }], /stages/], [[{ concurrency: 1, ratePerS: 1, arrival: 'poisson' }], /stages/], [[{ ratePerS: 0, arrival: 'poisson' }], /stages/], [[{ concurrency: 1, thinkTimeMs: -1 }], /stages/],
  ])('may not be %j', (stages, message) => {
    const result = parsed(stages as readonly StagePlan[])
    expect('issues' in result && issueTexts(result.issues, createTranslate('en')).join()).toMatch(message)
  })
})
