/** The part of the form about what requests say and how long they are, and the workload that it makes. */
import { planBounds } from '../../../../core/model/plan.ts'
import type { ShapePreset } from '../../../../core/model/presets.ts'
import type { PromptSetName } from '../../../../core/model/prompt-set.ts'
import { defaultContextTokens, sourceOf, type LengthSpread, type PromptSource, type Workload } from '../../../../core/model/workload.ts'
import type { DatasetPreview } from '../../../../core/workload/dataset-preview.ts'
import { middlePromptTokens } from '../../../../core/workload/item-facts.ts'
import { maxSigma, middleOf, type Lengths } from '../../../../core/workload/length-spread.ts'
import { promptSet } from '../../../../core/workload/sets/index.ts'

export const lengthKinds = ['fixed', 'uniform', 'normal', 'lognormal'] as const
export type LengthKind = (typeof lengthKinds)[number]

export const sourceKinds = ['synthetic', 'shared-prefix', 'prompt-set', 'dataset'] as const satisfies readonly PromptSource['kind'][]
export type SourceKind = (typeof sourceKinds)[number]

export interface WorkloadNumbers {
  /** The length, or the first number of its spread: the least of uniform ones, the mean, the median. */
  readonly promptTokens: number | null
  /** The second: the most of uniform ones, the deviation, sigma. */
  readonly promptSpread: number | null
  readonly outputTokens: number | null
  readonly outputSpread: number | null
  readonly groups: number | null
  readonly prefixTokens: number | null
  readonly turns: number | null
  readonly contextTokens: number | null
}

export interface WorkloadForm extends WorkloadNumbers {
  readonly shape: ShapePreset | 'custom'
  readonly source: SourceKind
  readonly promptKind: LengthKind
  readonly outputKind: LengthKind
  readonly set: PromptSetName
  /** The chosen file; null = none yet. */
  readonly dataset: DatasetPreview | null
  readonly isVerbatim: boolean
  readonly isConversation: boolean
  readonly isNatural: boolean
}

export interface Bound {
  readonly min: number
  readonly max: number
  readonly isWhole: boolean
  readonly isOptional: boolean
}

const whole = (min: number, max: number): Bound => ({ min, max, isWhole: true, isOptional: false })

export const workloadBounds: Readonly<Record<keyof WorkloadNumbers, Bound>> = {
  promptTokens: whole(1, planBounds.maxPromptTokens),
  promptSpread: whole(0, planBounds.maxPromptTokens),
  outputTokens: whole(1, planBounds.maxOutputTokens),
  outputSpread: whole(0, planBounds.maxOutputTokens),
  groups: whole(1, planBounds.maxGroups),
  prefixTokens: whole(1, planBounds.maxPromptTokens),
  turns: whole(2, planBounds.maxTurns),
  contextTokens: whole(1, planBounds.maxContextTokens),
}

export function isWorkloadField(field: string): field is keyof WorkloadNumbers {
  return Object.hasOwn(workloadBounds, field)
}

/** The bound of a number, which for a spread depends on its kind and on its first number; null where the form does not use it. */
export function workloadBound(form: WorkloadForm, field: keyof WorkloadNumbers): Bound | null {
  switch (field) {
    case 'promptTokens': return isMadeUp(form) ? workloadBounds.promptTokens : null
    case 'promptSpread': return isMadeUp(form) ? spreadBound(form.promptKind, form.promptTokens, workloadBounds.promptSpread) : null
    case 'outputTokens': return workloadBounds.outputTokens
    case 'outputSpread': return spreadBound(form.outputKind, form.outputTokens, workloadBounds.outputSpread)
    case 'groups': case 'prefixTokens': return form.source === 'shared-prefix' ? workloadBounds[field] : null
    case 'turns': case 'contextTokens': return form.isConversation ? workloadBounds[field] : null
  }
}

function spreadBound(kind: LengthKind, first: number | null, bound: Bound): Bound | null {
  if (kind === 'fixed') return null
  if (kind === 'uniform') return { ...bound, min: first ?? 1 }
  return kind === 'normal' ? bound : { ...bound, max: maxSigma, isWhole: false }
}

/** A trace says how long prompts and answers are, and that none goes on. */
export function isTraceForm({ source, dataset }: Pick<WorkloadForm, 'source' | 'dataset'>): boolean {
  return source === 'dataset' && dataset !== null && dataset.trace !== null
}

export function isMadeUp({ source }: Pick<WorkloadForm, 'source'>): boolean {
  return source === 'synthetic' || source === 'shared-prefix'
}

/** A second number that makes sense beside the first, for a spread that was just chosen. */
export function usualSpread(kind: LengthKind, first: number | null, most: number): number | null {
  const tokens = first ?? 1
  switch (kind) {
    case 'fixed': return null
    case 'uniform': return Math.min(most, 2 * tokens)
    case 'normal': return Math.max(1, Math.round(tokens / 4))
    case 'lognormal': return 0.5
  }
}

/** One of the form's two lengths; numbers that are missing count as the least. */
export function lengthsOf(kind: LengthKind, first: number | null, second: number | null): Lengths {
  const spread = spreadOf(kind, first ?? 1, second ?? 0)
  return { tokens: spread === null ? (first ?? 1) : middleOf(spread), spread }
}

function spreadOf(kind: LengthKind, first: number, second: number): LengthSpread | null {
  switch (kind) {
    case 'fixed': return null
    case 'uniform': return { kind, min: first, max: Math.max(first, second) }
    case 'normal': return { kind, mean: first, deviation: second }
    case 'lognormal': return { kind, median: first, sigma: second }
  }
}

export const promptLengths = (form: WorkloadForm): Lengths => lengthsOf(form.promptKind, form.promptTokens, form.promptSpread)
export const outputLengths = (form: WorkloadForm): Lengths => lengthsOf(form.outputKind, form.outputTokens, form.outputSpread)

export function workloadOf(form: WorkloadForm): Workload {
  const prompt = promptLengths(form)
  const output = outputLengths(form)
  const source = promptSourceOf(form)
  const isTrace = isTraceForm(form)
  const own = form.source === 'prompt-set' ? middlePromptTokens(promptSet(form.set)) : (form.dataset?.facts.estimatedTokens?.p50 ?? 1)
  return {
    shape: form.shape,
    promptTokens: isMadeUp(form) ? prompt.tokens : own,
    outputTokens: isTrace ? (form.dataset?.trace?.outputTokens ?? 1) : output.tokens,
    ...(isMadeUp(form) && prompt.spread !== null ? { promptSpread: prompt.spread } : {}),
    ...(output.spread === null || isTrace ? {} : { outputSpread: output.spread }),
    ...(source === null ? {} : { source }),
    ...(form.isConversation && !isTrace ? { conversation: { turns: form.turns ?? 2, contextTokens: form.contextTokens ?? defaultContextTokens } } : {}),
    ...(form.isNatural ? { answers: 'natural' as const } : {}),
    ...(form.isVerbatim && !isMadeUp(form) && !isTrace ? { verbatim: true } : {}),
  }
}

/** Null = made-up text, which a plan need not mention. */
function promptSourceOf({ source, groups, prefixTokens, set, dataset }: WorkloadForm): PromptSource | null {
  switch (source) {
    case 'synthetic': return null
    case 'shared-prefix': return { kind: source, groups: groups ?? 1, prefixTokens: prefixTokens ?? 1 }
    case 'prompt-set': return { kind: source, set }
    case 'dataset': return dataset === null ? null : { kind: source, name: dataset.name, format: dataset.format, sha256: dataset.sha256, count: dataset.facts.prompts }
  }
}

function lengthForm(tokens: number, spread: LengthSpread | undefined): { readonly kind: LengthKind; readonly first: number; readonly second: number | null } {
  switch (spread?.kind) {
    case undefined: return { kind: 'fixed', first: tokens, second: null }
    case 'uniform': return { kind: 'uniform', first: spread.min, second: spread.max }
    case 'normal': return { kind: 'normal', first: spread.mean, second: spread.deviation }
    case 'lognormal': return { kind: 'lognormal', first: spread.median, second: spread.sigma }
  }
}

/** What a workload looks like in the form. A file has to be chosen again: a plan only names it. */
export function workloadFormOf(workload: Workload, shape: WorkloadForm['shape']): WorkloadForm {
  const source = sourceOf(workload)
  const prompt = lengthForm(workload.promptTokens, workload.promptSpread)
  const output = lengthForm(workload.outputTokens, workload.outputSpread)
  return {
    shape,
    source: source.kind,
    promptKind: prompt.kind,
    promptTokens: prompt.first,
    promptSpread: prompt.second,
    outputKind: output.kind,
    outputTokens: output.first,
    outputSpread: output.second,
    groups: source.kind === 'shared-prefix' ? source.groups : 4,
    prefixTokens: source.kind === 'shared-prefix' ? source.prefixTokens : 1024,
    set: source.kind === 'prompt-set' ? source.set : 'chat-en',
    dataset: null,
    isVerbatim: workload.verbatim === true,
    isConversation: workload.conversation !== undefined,
    turns: workload.conversation?.turns ?? 4,
    contextTokens: workload.conversation?.contextTokens ?? defaultContextTokens,
    isNatural: workload.answers === 'natural',
  }
}
