import { expect, test } from 'vitest'
import { ArgumentError } from '../../../../src/cli/argument-error.ts'
import { diagnosisLimit } from '../../../../src/cli/limit-option.ts'
import { defaultDiagnosisLimits, limitBounds, limitNames, limitsWith, limitUnit } from '../../../../src/core/diagnosis/limits.ts'
import { createTranslate } from '../../../../src/shared/i18n/index.ts'
import { defaultSettings, settingsSchema } from '../../../../src/shared/schema/settings/v1.ts'

test.each(limitNames)('%s lies within its bounds, has a unit and words', (name) => {
  const [least, most] = limitBounds(name)
  expect(defaultDiagnosisLimits[name]).toBeGreaterThan(least)
  expect(defaultDiagnosisLimits[name]).toBeLessThan(most)
  expect(limitUnit(name)).toBeTruthy()
  for (const language of ['en', 'zh-CN'] as const) expect(createTranslate(language)(`settings:limits.name.${name}`)).not.toContain('limits.name')
})

test('what is moved replaces the usual, the rest stays', () => {
  expect(limitsWith({})).toEqual(defaultDiagnosisLimits)
  expect(limitsWith({ gpuIdlePercent: 20 })).toEqual({ ...defaultDiagnosisLimits, gpuIdlePercent: 20 })
})

test('settings take limits within their bounds only, and older settings have none', () => {
  const withLimits = (diagnosisLimits: object) => settingsSchema.safeParse({ ...defaultSettings, diagnosisLimits }).success
  expect(withLimits({ gpuIdlePercent: 20, powerShare: 0.9 })).toBe(true)
  expect(withLimits({ gpuIdlePercent: 120 })).toBe(false)
  expect(withLimits({ powerShare: -1 })).toBe(false)
  expect(withLimits({ nonsense: 1 })).toBe(false)
  expect(defaultSettings.diagnosisLimits).toEqual({})
})

test('the command line adds one limit after the other and says what is wrong', () => {
  expect(diagnosisLimit('slowdown=5', diagnosisLimit('gpuIdlePercent=20'))).toEqual({ gpuIdlePercent: 20, slowdown: 5 })
  for (const text of ['gpuIdlePercent', 'gpuIdlePercent=', 'gpuIdlePercent=x', 'gpuIdlePercent=200', 'other=1', 'slowdown=1=2']) expect(() => diagnosisLimit(text)).toThrow(ArgumentError)
})
