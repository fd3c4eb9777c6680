/** What the requests of a run say and how long they are: the source of their text, lengths, conversations. */
import type { PromptSetName } from './prompt-set.ts'

/** A length that differs from request to request, in tokens; a plan without one has a single length. `sigma` is of the natural logarithm. */
export type LengthSpread =
  | { readonly kind: 'uniform'; readonly min: number; readonly max: number }
  | { readonly kind: 'normal'; readonly mean: number; readonly deviation: number }
  | { readonly kind: 'lognormal'; readonly median: number; readonly sigma: number }

/** How the user's own file is read. */
export const datasetFormats = ['text', 'jsonl', 'json', 'csv', 'sharegpt', 'openai-batch', 'mooncake'] as const
/** `mooncake`: a trace, which names times, lengths and shared blocks instead of text. */
export type DatasetFormat = (typeof datasetFormats)[number]

/** Where the text of the prompts comes from. */
export type PromptSource =
  | { readonly kind: 'synthetic' }
  /** Each prompt is one of `groups` long beginnings and an end of its own, so that a prefix cache can help. */
  | { readonly kind: 'shared-prefix'; readonly groups: number; readonly prefixTokens: number }
  | { readonly kind: 'prompt-set'; readonly set: PromptSetName }
  /** A file of the user's: the plan names it, so that the same file and seed give the same run; its text is not part of the plan. */
  | { readonly kind: 'dataset'; readonly name: string; readonly format: DatasetFormat; readonly sha256: string; readonly count: number }

/** Each user keeps a conversation going: the server's own answers become part of the next prompt. */
export interface ConversationPlan {
  /** Requests of one conversation; then the user starts another. */
  readonly turns: number
  /** A turn whose prompt and answer would not fit into so many tokens starts a new conversation instead. */
  readonly contextTokens: number
}

/** What conversations may grow to where nobody says more, tokens. */
export const defaultContextTokens = 8192

export interface Workload {
  /** Key of `shapePresets` or `custom`. */
  readonly shape: string
  /** Synthetic: tokens of each prompt (of its own end behind a shared prefix). Otherwise an estimate of the middle one. */
  readonly promptTokens: number
  /** Tokens of each answer: forced where the server can, else the limit. */
  readonly outputTokens: number
  /** Absent = every prompt has `promptTokens`, which otherwise is the middle of the spread. */
  readonly promptSpread?: LengthSpread | undefined
  readonly outputSpread?: LengthSpread | undefined
  /** Absent = synthetic. */
  readonly source?: PromptSource | undefined
  readonly conversation?: ConversationPlan | undefined
  /** `natural`: answers end where the model ends them and `outputTokens` is only a limit. Absent = forced where the server can. */
  readonly answers?: 'natural' | undefined
  /** Prompts of a set or file are sent word for word; otherwise each starts with a mark of its own that no cache knows. */
  readonly verbatim?: boolean | undefined
}

/** The source, whether the plan spells it out or not. */
export function sourceOf(workload: Workload): PromptSource {
  return workload.source ?? { kind: 'synthetic' }
}

/** True where prompts are made of random words, so that their length can be chosen. */
export function isSynthetic(workload: Workload): boolean {
  const { kind } = sourceOf(workload)
  return kind === 'synthetic' || kind === 'shared-prefix'
}

/** True where the requests are those of a recorded trace. */
export function isTrace(workload: Workload): boolean {
  return workload.source?.kind === 'dataset' && workload.source.format === 'mooncake'
}

/** True where the run is about what a server's prefix cache does, so that it must not be switched off. */
export function wantsPromptCache(workload: Workload): boolean {
  return sourceOf(workload).kind === 'shared-prefix' || workload.conversation !== undefined || workload.verbatim === true || isTrace(workload)
}

/** The length that no prompt of the run should be shorter than, tokens; null where the plan doesn't promise one. */
export function plannedPromptTokens(workload: Workload): number | null {
  const { promptSpread, promptTokens } = workload
  if (!isSynthetic(workload)) return null
  const source = sourceOf(workload)
  const prefixTokens = source.kind === 'shared-prefix' ? source.prefixTokens : 0
  if (promptSpread === undefined) return prefixTokens + promptTokens
  return promptSpread.kind === 'uniform' ? prefixTokens + promptSpread.min : null
}
