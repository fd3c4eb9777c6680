/** Every name a diagnosis can use has its words in both languages. */
import { describe, expect, it } from 'vitest'
import * as words from '../../../../src/core/format/diagnosis-text.ts'
import { adviceIds, causeKinds, countedThings, evidenceGaps, evidenceNames, experimentIds, questionIds, ruleIds, type Confidence, type QuestionGap } from '../../../../src/core/model/diagnosis.ts'
import { errorReadingIds, readingEvidenceNames } from '../../../../src/core/model/error-chain.ts'
import { createI18n, languages } from '../../../../src/shared/i18n/index.ts'
import en from '../../../../src/shared/i18n/en/diagnosis.json' with { type: 'json' }
import zh from '../../../../src/shared/i18n/zh-CN/diagnosis.json' with { type: 'json' }

const confidences: readonly Confidence[] = ['observed', 'consistent', 'likely']
const gaps: readonly QuestionGap[] = ['no-gpu', 'no-sensor', 'too-short', 'one-level', 'no-answers', 'remote']
const causes = [...ruleIds, ...errorReadingIds]

describe.each(languages)('%s', (language) => {
  const i18n = createI18n(language)
  it.each([
    ['causes', [...causes.map(words.causeTitleKey), ...causes.map(words.causeTextKey)]],
    ['evidence', [...evidenceNames, ...readingEvidenceNames].map(words.evidenceLabelKey)],
    ['advice', adviceIds.map(words.adviceKey)],
    ['experiments', experimentIds.map(words.experimentKey)],
    ['questions', [...questionIds.map(words.questionKey), ...gaps.map(words.questionGapKey)]],
    ['confidence and kinds', [...confidences.map(words.confidenceKey), ...causeKinds.map(words.causeKindKey)]],
    ['reasons why evidence is missing', evidenceGaps.map(words.evidenceGapKey)],
    ['things that are counted', countedThings.flatMap((of) => (of === 'told' ? [words.countedKey(of)] : ['one', 'other'].map((form) => `${words.countedKey(of)}_${form}`)))],
  ])('has words for all %s', (_, keys) => {
    expect(keys.filter((key) => !i18n.exists(key))).toEqual([])
  })
})

const leaves = (value: unknown, path = ''): readonly string[] => (typeof value === 'string' ? [path] : Object.entries(value as object).flatMap(([key, inner]) => leaves(inner, `${path}.${key}`)))

it('has the same keys in both languages, and Chinese punctuation in Chinese', () => {
  expect(leaves(zh).toSorted()).toEqual(leaves(en).toSorted())
  expect(JSON.stringify(zh)).not.toMatch(/[\u4e00-\u9fff][,;?()]/)
})

it('puts evidence into words with its unit, its comparison and its n', () => {
  const f = words
  expect(f.evidenceLabelKey('waitingRequests')).toBe('domain:errorEvidence.waitingRequests')
  expect(f.evidenceLabelKey('gpuUtil')).toBe('diagnosis:evidence.gpuUtil')
})
