/** Plan files: what is saved is what is opened. */
import { describe, expect, it } from 'vitest'
import { defaultSearch } from '../../../../src/core/model/plan.ts'
import { defaultSlo } from '../../../../src/core/model/presets.ts'
import { createTranslate } from '../../../../src/shared/i18n/index.ts'
import { issueTexts } from '../../../../src/shared/schema/issues.ts'
import { parsePlanFile, planFileText, type PlanDraft } from '../../../../src/shared/schema/plan/file.ts'
import { testPlan } from '../../../../bench/support/plans.ts'

const { target: _target, version: _version, ...draft } = testPlan('http://127.0.0.1:1/v1', 'm', { stageDurationMs: 1000 })

describe('a plan file', () => {
  it.each<readonly [string, PlanDraft]>([
    ['users', draft],
    ['a rate with stops', { ...draft, stages: [{ ratePerS: 2, arrival: 'gamma', burstiness: 0.5 }], stop: { maxErrors: 5, overSaturation: true }, warmupUntilSteady: true }],
    ['a search', { ...draft, stages: [{ ratePerS: 2, arrival: 'poisson' }], slo: defaultSlo, search: defaultSearch }],
  ])('brings back %s', (_, plan) => {
    expect(parsePlanFile(planFileText(plan))).toEqual({ plan })
  })

  it.each([
    ['{', /JSON/], ['{}', /format/], [planFileText({ ...draft, stages: [] }), /plan\.stages/], [planFileText({ ...draft, stageDurationMs: null, stageRequests: null }), /at least one limit/],
    [planFileText({ ...draft, search: defaultSearch }), /needs an slo/], [planFileText(draft).replace('"version": 1', '"version": 2'), /2 is of a newer LLM Dyno/],
  ])('is refused as %s', (text, message) => {
    const result = parsePlanFile(text)
    expect('issues' in result && issueTexts(result.issues, createTranslate('en')).join()).toMatch(message)
  })
})
