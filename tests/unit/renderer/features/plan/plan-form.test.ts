import { describe, expect, it } from 'vitest'
import { sixtySecondCheck } from '../../../../../src/core/model/presets.ts'
import { planBounds } from '../../../../../src/core/model/plan.ts'
import { parsePlan } from '../../../../../src/shared/schema/plan/v1.ts'
import {
  bounds, checkDraft, defaultForm, draftOf, formOfPlan, isAdvancedChanged, issuesOf, numberFields, withShape, type NumberField, type PlanForm,
} from '../../../../../src/renderer/src/features/plan/plan-form.ts'

const target = { name: 'n', engine: 'unknown', engineVersion: null, api: 'openai-chat', apiBaseUrl: 'http://127.0.0.1:1/v1', model: 'm', simulated: false } as const
const isAccepted = (form: PlanForm): boolean => 'plan' in parsePlan({ ...draftOf(form), version: 1, target })
const form = defaultForm(7)
/** The form in a state that uses the field. */
const using: Partial<Record<NumberField, Partial<PlanForm>>> = {
  promptSpread: { promptKind: 'normal' }, outputSpread: { outputKind: 'normal' }, groups: { source: 'shared-prefix' }, prefixTokens: { source: 'shared-prefix' },
  turns: { isConversation: true }, contextTokens: { isConversation: true },
}
const withValue = (field: NumberField, value: number | null): PlanForm => ({ ...form, shape: 'custom', ...using[field], [field]: value })

describe('the form as it opens', () => {
  it('is the 60-second check', () => {
    const { version: _version, target: _target, ...check } = sixtySecondCheck(target, 7)
    expect(draftOf(form)).toEqual(check)
    expect(checkDraft(7)).toEqual(check)
  })

  it('has nothing wrong and nothing changed', () => {
    expect(issuesOf(form)).toEqual({})
    expect(isAdvancedChanged(form)).toBe(false)
  })
})

describe.each(numberFields)('%s', (field) => {
  const { min, max, isWhole, isOptional } = bounds[field]
  const step = isWhole ? 1 : 0.01

  it('accepts both bounds, as the plan document does', () => {
    for (const value of [min, max]) {
      expect(issuesOf(withValue(field, value))).toEqual({})
      expect(isAccepted(withValue(field, value))).toBe(true)
    }
  })

  it('refuses what is beyond the upper bound, as the plan document does', () => {
    expect(issuesOf(withValue(field, max + step))[field]).toEqual({ kind: 'range', min, max })
    expect(isAccepted(withValue(field, max + step))).toBe(false)
  })

  it('refuses what is below the lower bound and what is left empty, unless it may be', () => {
    expect(issuesOf(withValue(field, min - step))[field]?.kind).toBe('range')
    expect(issuesOf({ ...withValue(field, null), stageDurationS: field === 'stageDurationS' ? null : 12, stageRequests: field === 'stageDurationS' ? 5 : null })[field]?.kind)
      .toBe(isOptional ? undefined : 'required')
  })

  it.runIf(isWhole)('refuses fractions', () => {
    expect(issuesOf(withValue(field, min + 0.5))[field]?.kind).toBe('whole')
  })
})

describe('stages and limits', () => {
  it('need at least one limit', () => {
    expect(issuesOf({ ...form, stageDurationS: null, stageRequests: null }).stageDurationS?.kind).toBe('noLimit')
    expect(issuesOf({ ...form, stageDurationS: null, stageRequests: 5 })).toEqual({})
  })

  it.each([
    [[], 'noStage'],
    [Array.from({ length: planBounds.maxStages + 1 }, () => 1), 'tooManyStages'],
    [[0], 'range'],
    [[planBounds.maxConcurrency + 1], 'range'],
  ] as const)('%j is refused as %s', (stages, kind) => {
    expect(issuesOf({ ...form, stages }).stages?.kind).toBe(kind)
    expect(isAccepted({ ...form, stages })).toBe(false)
  })
})

describe('shapes', () => {
  it('bring their tokens', () => {
    expect(withShape(form, 'rag')).toMatchObject({ shape: 'rag', promptTokens: 4096, outputTokens: 512 })
  })

  it('custom keeps the tokens that are there', () => {
    expect(withShape(withShape(form, 'code'), 'custom')).toMatchObject({ shape: 'custom', promptTokens: 2048, outputTokens: 768 })
  })
})

it('samples nothing before and after when telemetry is off', () => {
  expect(draftOf({ ...form, telemetry: false }).telemetry).toEqual({ enabled: false, baselineMs: 0, tailMs: 0 })
})

it('leaves the number of engine threads to the load, unless it says one', () => {
  expect(draftOf(form)).not.toHaveProperty('engines')
  expect(draftOf({ ...form, engines: 3 }).engines).toBe(3)
  expect(formOfPlan(draftOf({ ...form, engines: 3 })).engines).toBe(3)
  expect(formOfPlan(draftOf(form)).engines).toBeNull()
})

describe('the machine at rest', () => {
  it('is watched for 10 s before and 5 s after, shorter for quick checks, unless the form says otherwise', () => {
    const of = (changes: Partial<PlanForm>) => draftOf({ ...form, ...changes }).telemetry
    expect(of({})).toEqual({ enabled: true, baselineMs: 2_000, tailMs: 2_000 })
    expect(of({ stageDurationS: 15 })).toEqual({ enabled: true, baselineMs: 10_000, tailMs: 5_000 })
    expect(of({ stageDurationS: 15, baselineS: 0, tailS: 1 })).toEqual({ enabled: true, baselineMs: 0, tailMs: 1_000 })
    expect(of({ stageDurationS: 15, telemetry: false })).toEqual({ enabled: false, baselineMs: 0, tailMs: 0 })
  })

  it('follows the plan when it was left to it, also after the plan was saved and opened', () => {
    const opened = formOfPlan(draftOf({ ...form, stageDurationS: 15 }))
    expect([opened.baselineS, opened.tailS]).toEqual([null, null])
    expect(draftOf({ ...opened, stageDurationS: 5 }).telemetry.baselineMs).toBe(2_000)
    expect(formOfPlan(draftOf({ ...form, baselineS: 3 })).baselineS).toBe(3)
  })
})
