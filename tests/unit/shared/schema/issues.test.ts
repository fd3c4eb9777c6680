/** Whatever a schema may find wrong is told in both languages, and every code of the library has its words. */
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createTranslate, languages } from '../../../../src/shared/i18n/index.ts'
import en from '../../../../src/shared/i18n/en/errors.json' with { type: 'json' }
import { issueTexts, issuesOf, notJson, schemaIssue, withInput, type IssueKey } from '../../../../src/shared/schema/issues.ts'
import { parseSessionExport } from '../../../../src/shared/schema/export/stored.ts'
import { parsePlanFile, planFileText } from '../../../../src/shared/schema/plan/file.ts'
import { settingsSchema } from '../../../../src/shared/schema/settings/v1.ts'
import { testPlan } from '../../../../bench/support/plans.ts'

const zh = createTranslate('zh-CN')
const document = z.strictObject({
  n: z.number().min(1).max(9).optional(), over: z.number().gt(1).lt(9).optional(), whole: z.int().optional(), text: z.string().min(2).max(3).optional(), list: z.array(z.number()).min(1).max(2).optional(),
  kind: z.enum(['a', 'b']).optional(), id: z.string().regex(/^x$/).optional(), date: z.iso.datetime().optional(), even: z.number().multipleOf(2).optional(),
  either: z.union([z.strictObject({ a: z.number() }), z.strictObject({ b: z.number() })]).optional(), keyed: z.record(z.string().regex(/^k/), z.number()).optional(), only: z.literal(1).optional(),
  mapped: z.map(z.string(), z.number()).optional(), free: z.any().refine(() => false, { message: 'odd' }).optional(),
})

function said(value: unknown, schema: z.ZodType = document): readonly string[] {
  const parsed = schema.safeParse(value, withInput)
  return parsed.success ? [] : issueTexts(issuesOf(parsed.error), zh)
}

describe('in Chinese', () => {
  it.each<readonly [unknown, string]>([
    [{ n: 0 }, 'n：不得小于 1'], [{ n: 10 }, 'n：不得大于 9'], [{ over: 1 }, 'over：应大于 1'], [{ over: 9 }, 'over：应小于 9'], [{ whole: 1.5 }, 'whole：应为整数，实为数字'],
    [{ text: 'a' }, 'text：至少需要 2 个字符'], [{ text: 'abcd' }, 'text：超过 3 个字符'], [{ list: [] }, 'list：至少需要 1 项'], [{ list: [1, 2, 3] }, 'list：超过 2 项'],
    [{ n: 'x' }, 'n：应为数字，实为文本'], [{ n: null }, 'n：应为数字，实为null'], [{ n: Number.POSITIVE_INFINITY }, 'n：应为数字，实为非有限数'], [{ list: {} }, 'list：应为列表，实为对象'], [[], '应为对象，实为列表'],
    [{ kind: 'c' }, 'kind：应为以下之一：a, b'], [{ only: 2 }, 'only：应为以下之一：1'], [{ id: 'y' }, 'id：应符合 /^x$/'], [{ date: 'y' }, 'date：不是有效的 datetime'], [{ even: 3 }, 'even：应为 2 的倍数'],
    [{ more: 1, yet: 2 }, '未知字段：more, yet'], [{ either: { c: 1 } }, 'either：不符合任何一种允许的形式'], [{ keyed: { x: 1 } }, 'keyed.x：含有不允许的键'], [{ free: 1 }, 'free：odd'],
  ])('%j is told as %s', (value, text) => {
    expect(said(value)).toEqual([text])
  })

  it('tells what is missing', () => {
    expect(said({}, z.object({ a: z.number(), b: z.enum(['x']), c: z.union([z.object({}), z.number()]) }))).toEqual(['a：缺失', 'b：缺失', 'c：缺失'])
    expect(said(new Map(), z.map(z.string(), z.number()).min(1))).toEqual(['至少需要 1 项'])
  })

  it('tells what is wrong with a plan file, its own rules too', () => {
    const { target: _target, version: _version, ...draft } = testPlan('http://127.0.0.1:1/v1', 'm', { stageDurationMs: 1000 })
    const issues = (text: string): string => {
      const parsed = parsePlanFile(text)
      return 'plan' in parsed ? '' : issueTexts(parsed.issues, zh).join('; ')
    }
    expect(issues(planFileText({ ...draft, stages: [] }))).toBe('plan.stages：至少需要 1 项')
    expect(issues(planFileText({ ...draft, stageDurationMs: null, stageRequests: null }))).toBe('stageDurationMs, stageRequests：至少需要设置一项限制')
    expect(issues(planFileText({ ...draft, workload: { ...draft.workload, promptSpread: { kind: 'uniform', min: 9, max: 2 } } }))).toBe('plan.workload.promptSpread：min 不得大于 max')
    expect(issues(planFileText(draft).replace('"version": 1', '"version": 2'))).toBe('version：版本 2 来自更新的 LLM Dyno，当前版本最高支持 1')
    expect(issues('{')).toMatch(/^不是 JSON：/)
  })

  it('tells what is wrong with a session file and with settings', () => {
    const read = parseSessionExport('{}')
    expect('issues' in read && issueTexts(read.issues, zh)[0]).toBe('format：缺失')
    expect(said({}, settingsSchema)).toContain('version：缺失')
  })
})

it.each(languages)('every key has words in %s that need no more than its parameters', (language) => {
  const t = createTranslate(language)
  const params = { expected: 'number', received: 'string', choices: 'c', limit: 1, pattern: 'p', format: 'f', of: 2, keys: 'k', detail: 'd', version: 2, known: 1, request: 1, field: 'f', other: 'o', atMs: 1, series: 's', value: 1, min: 0, max: 2, otherMs: 1, length: 1, otherLength: 2 }
  for (const key of Object.keys(en.schema) as IssueKey[]) expect(issueTexts([schemaIssue('at', key, params)], t)[0]).not.toMatch(/\{\{|errors:/)
})

it('keeps control characters of a broken file out of its words', () => {
  expect(issueTexts([notJson(new Error('bad \u001B[2J\nline'))], zh)[0]).toBe('不是 JSON：bad  [2J line')
})
