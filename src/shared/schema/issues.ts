/** What is wrong with a document, as keys of the catalogue, so that it is told in the user's language. */
import type { z } from 'zod'
import type { Translate } from '../i18n/index.ts'
import type words from '../i18n/en/errors.json'

export type IssueKey = keyof typeof words.schema
type Params = Readonly<Record<string, string | number>>

export interface SchemaIssue {
  /** The field, e.g. `stages.0.concurrency`; empty for the document as a whole. */
  readonly at: string
  readonly key: IssueKey
  readonly params: Params
}

export function schemaIssue(at: string, key: IssueKey, params: Params = {}): SchemaIssue {
  return { at, key, params }
}

const sizedAs: Readonly<Record<string, 'Characters' | 'Entries'>> = { string: 'Characters', array: 'Entries', set: 'Entries', map: 'Entries', file: 'Entries' }

function receivedOf(input: unknown): string {
  if (Array.isArray(input)) return 'array'
  return input === null ? 'null' : typeof input === 'number' && !Number.isFinite(input) ? 'infinite' : typeof input
}

function expectedOf(expected: string, format: unknown): string {
  return expected === 'int' || format === 'safeint' ? 'int' : expected
}

function bounded(bound: 'AtLeast' | 'AtMost', origin: string, value: number | bigint, inclusive: boolean): Pick<SchemaIssue, 'key' | 'params'> {
  const sized = sizedAs[origin]
  const limit = Number(value)
  if (sized !== undefined) return { key: `${bound === 'AtLeast' ? 'least' : 'most'}${sized}`, params: { limit } }
  if (bound === 'AtLeast') return { key: inclusive ? 'atLeast' : 'above', params: { limit } }
  return { key: inclusive ? 'atMost' : 'below', params: { limit } }
}

function partOf(issue: z.core.$ZodIssue): Pick<SchemaIssue, 'key' | 'params'> {
  switch (issue.code) {
    case 'invalid_type': {
      if (issue.input === undefined) return { key: 'missing', params: {} }
      const format: unknown = 'format' in issue ? issue.format : undefined
      return { key: 'type', params: { expected: expectedOf(issue.expected, format), received: receivedOf(issue.input) } }
    }
    case 'invalid_value':
      return issue.input === undefined ? { key: 'missing', params: {} } : { key: 'oneOf', params: { choices: issue.values.map(String).join(', ') } }
    case 'too_big':
      return bounded('AtMost', issue.origin, issue.maximum, issue.inclusive !== false)
    case 'too_small':
      return bounded('AtLeast', issue.origin, issue.minimum, issue.inclusive !== false)
    case 'invalid_format':
      return issue.format === 'regex' ? { key: 'pattern', params: { pattern: issue.pattern ?? '' } } : { key: 'format', params: { format: issue.format } }
    case 'not_multiple_of':
      return { key: 'multiple', params: { of: issue.divisor } }
    case 'unrecognized_keys':
      return { key: 'unknownKeys', params: { keys: issue.keys.join(', ') } }
    case 'invalid_union':
      return issue.input === undefined ? { key: 'missing', params: {} } : { key: 'union', params: {} }
    case 'invalid_key':
      return { key: 'badKey', params: {} }
    case 'invalid_element':
      return { key: 'badElement', params: {} }
    case 'custom':
      return issue.params?.['key'] === 'minAboveMax' ? { key: 'minAboveMax', params: {} } : { key: 'other', params: { detail: issue.message } }
  }
}

/** For `safeParse`, so that what is missing is told from what is wrong. */
export const withInput = { reportInput: true } as const

export function issuesOf({ issues }: z.core.$ZodError): readonly SchemaIssue[] {
  return issues.map((issue) => ({ at: issue.path.join('.'), ...partOf(issue) }))
}

/** A text that is no JSON. What the parser says quotes the text, and that may be anything. */
export function notJson(error: unknown): SchemaIssue {
  return schemaIssue('', 'json', { detail: (error instanceof Error ? error.message : String(error)).replaceAll(/\p{Cc}+/gu, ' ') })
}

/** A line for each, beginning with the field. */
export function issueTexts(issues: readonly SchemaIssue[], t: Translate): readonly string[] {
  return issues.map(({ at, key, params }) => {
    const named = key === 'type' ? { expected: t(`errors:schemaType.${params['expected']}`), received: t(`errors:schemaType.${params['received']}`) } : params
    const problem = t(`errors:schema.${key}`, named)
    return at === '' ? problem : t('errors:schemaAt', { at: at.replaceAll(/\p{Cc}+/gu, ' '), problem })
  })
}
