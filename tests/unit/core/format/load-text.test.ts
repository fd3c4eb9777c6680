/** How the load of a stage is put into words. */
import { expect, it } from 'vitest'
import { formatterFor, loadNumber, loadText, verdictText } from '../../../../src/core/format/index.ts'
import { noLoad, stageLoad } from '../../../../src/core/model/load.ts'
import { createTranslate, type Language } from '../../../../src/shared/i18n/index.ts'

const words = (language: Language) => ({ f: formatterFor(language), t: createTranslate(language) })

it.each([
  [{ concurrency: 1 }, '1 user', '1 个用户'],
  [{ concurrency: 4 }, '4 users', '4 个用户'],
  [{ concurrency: 1, ramp: { to: 8, steps: null } }, '1 → 8 users', '1 → 8 个用户'],
  [{ ratePerS: 2.5, arrival: 'poisson' as const }, '2.5 req/s Poisson', '2.5 请求/秒（泊松）'],
  [{ ratePerS: 1, arrival: 'constant' as const, ramp: { to: 4, steps: 3 } }, '1 → 4 req/s constant', '1 → 4 请求/秒（恒定）'],
])('%j', (stage, en, zh) => {
  expect([loadText(words('en'), stageLoad(stage)), loadText(words('zh-CN'), stageLoad(stage))]).toEqual([en, zh])
})

it('says nothing of no load, and numbers alone where a heading says the rest', () => {
  expect(loadText(words('en'), noLoad)).toBeNull()
  expect(loadNumber(words('en').f, stageLoad({ ratePerS: 0.25, arrival: 'gamma', ramp: { to: 2, steps: null } }))).toBe('0.25→2')
})

it('puts rates, not users, into the verdicts of rate-driven runs', () => {
  const params = { users: 2.5, ttftMs: 400, n: 40, few: 0, arrival: 'poisson', simulated: 0, estimated: 0 }
  const sentence = verdictText({ layer: 'experience', band: 'good', key: 'domain:verdict.experience.single', params }, formatterFor('en'), createTranslate('en'))
  expect(sentence).toContain('with 2.5 req/s Poisson')
})
