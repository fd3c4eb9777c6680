/** The workload of a plan in words, the same in window, report and terminal. */
import { assertNever } from '../assert-never.ts'
import { isSynthetic, isTrace, sourceOf, type LengthSpread, type Workload } from '../model/workload.ts'
import type { ProbePlan } from '../model/plan.ts'
import type { DatasetRefusal } from '../workload/import/dataset.ts'
import type { Formatter } from './formatter.ts'
import type { Translate } from './translate.ts'

const digestChars = 12

export function spreadText(spread: LengthSpread, f: Formatter, t: Translate): string {
  switch (spread.kind) {
    case 'uniform': return t('dataset:lengths.uniform', { min: f.count(spread.min), max: f.count(spread.max) })
    case 'normal': return t('dataset:lengths.normal', { mean: f.count(spread.mean), deviation: f.count(spread.deviation) })
    case 'lognormal': return t('dataset:lengths.lognormal', { median: f.count(spread.median), sigma: f.full(spread.sigma) })
    default: return assertNever(spread)
  }
}

/** `512 → 128 tokens`, with spreads, estimates and limits named as such. */
export function lengthsText(workload: Workload, f: Formatter, t: Translate): string {
  const { promptTokens, outputTokens, promptSpread, outputSpread, answers } = workload
  if (isTrace(workload)) return t('dataset:about.traceTokens', { prompt: f.count(promptTokens), output: f.count(outputTokens) })
  const own = promptSpread === undefined ? f.count(promptTokens) : spreadText(promptSpread, f, t)
  const output = outputSpread === undefined ? f.count(outputTokens) : spreadText(outputSpread, f, t)
  return t('dataset:about.tokens', {
    prompt: isSynthetic(workload) ? own : t('dataset:about.estimated', { tokens: f.count(promptTokens) }),
    output: answers === 'natural' ? t('dataset:about.natural', { tokens: output }) : output,
  })
}

/** Where the text comes from and how it is used; empty for plain made-up prompts. */
export function sourceFacts(workload: Workload, f: Formatter, t: Translate): readonly string[] {
  const { conversation, verbatim } = workload
  return [
    ...sourceText(workload, f, t),
    ...(verbatim === true ? [t('dataset:about.verbatim')] : []),
    ...(conversation === undefined ? [] : [t('dataset:about.turns', { turns: f.count(conversation.turns), context: f.count(conversation.contextTokens) })]),
  ]
}

function sourceText(workload: Workload, f: Formatter, t: Translate): readonly string[] {
  const source = sourceOf(workload)
  switch (source.kind) {
    case 'synthetic': return []
    case 'shared-prefix': return [t('dataset:about.sharedPrefix', { count: source.groups, tokens: f.count(source.prefixTokens) })]
    case 'prompt-set': return [t('dataset:about.set', { set: t(`dataset:set.${source.set}`) })]
    case 'dataset': return [t(source.format === 'mooncake' ? 'dataset:about.trace' : 'dataset:about.file', { name: source.name, count: source.count, digest: source.sha256.slice(0, digestChars) })]
    default: return assertNever(source)
  }
}

/** The probe user of a plan: what it asks, and how long it waits between. */
export function probeText({ promptTokens, outputTokens, pauseMs }: ProbePlan, f: Formatter, t: Translate): string {
  return t('report:probe.about', { prompt: f.count(promptTokens), output: f.count(outputTokens), pause: f.limit(pauseMs) })
}

/** Catalogue key of a refused file; takes `name` and `line`. */
export function refusalKey({ code, line }: DatasetRefusal): string {
  return code === 'bad-json' && line !== null ? 'dataset:refused.bad-json-line' : `dataset:refused.${code}`
}
