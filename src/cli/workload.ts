/** From `dyno run` options to the plan's workload and, for a file, its prompts. */
import { Option, type Command } from 'commander'
import { planBounds } from '../core/model/plan.ts'
import { promptSetNames, type PromptSetName } from '../core/model/prompt-set.ts'
import { defaultContextTokens, type PromptSource, type Workload } from '../core/model/workload.ts'
import { parseLengths, type Lengths } from '../core/workload/length-spread.ts'
import type { PromptItem } from '../core/workload/message.ts'
import { promptSet } from '../core/workload/sets/index.ts'
import { traceFacts } from '../core/workload/trace.ts'
import { middlePromptTokens } from '../core/workload/item-facts.ts'
import { refusalKey } from '../core/format/workload-text.ts'
import { createTranslate, type Language } from '../shared/i18n/index.ts'
import { readDatasetFile } from '../node/files/read-dataset.ts'
import { ArgumentError } from './argument-error.ts'
import { CliError, exitCodes } from './exit-codes.ts'
import { wholeNumber } from './options.ts'

export interface WorkloadOptions {
  readonly promptTokens: Lengths
  readonly outputTokens: Lengths
  readonly sharedPrefix?: { readonly groups: number; readonly prefixTokens: number }
  readonly promptSet?: PromptSetName
  readonly dataset?: string
  readonly trace?: string
  readonly turns?: number
  readonly maxContext: number
  readonly naturalLength?: boolean
  readonly verbatim?: boolean
}

const SHOWN_ISSUES = 10
const oneLength: Lengths = { tokens: 128, spread: null }

/** `512`, `uniform:100-300`, `normal:512:64` or `lognormal:512:0.5`. */
function lengths(maxTokens: number): (text: string) => Lengths {
  return (text) => {
    const parsed = parseLengths(text, maxTokens)
    if (parsed === null) throw new ArgumentError('lengths', { max: maxTokens, text })
    return parsed
  }
}

/** `4:1024`: four groups, each with its own beginning of 1024 tokens. */
function sharedPrefix(text: string): { readonly groups: number; readonly prefixTokens: number } {
  const [, groups, prefixTokens] = /^(\d+):(\d+)$/.exec(text)?.map(Number) ?? []
  const isWithin = (value: number | undefined, max: number): value is number => value !== undefined && value >= 1 && value <= max
  if (!isWithin(groups, planBounds.maxGroups) || !isWithin(prefixTokens, planBounds.maxPromptTokens)) {
    throw new ArgumentError('sharedPrefix', { text })
  }
  return { groups, prefixTokens }
}

/** What `dyno run` takes about its requests. */
export function addWorkloadOptions(command: Command): void {
  command
    .addOption(new Option('--prompt-tokens <lengths>', 'tokens of each prompt: 512, uniform:100-300, normal:512:64 or lognormal:512:0.5')
      .argParser(lengths(planBounds.maxPromptTokens)).default(oneLength, String(oneLength.tokens)))
    .addOption(new Option('--output-tokens <lengths>', 'tokens of each answer, forced where the server can: the same forms')
      .argParser(lengths(planBounds.maxOutputTokens)).default(oneLength, String(oneLength.tokens)))
    .option('--shared-prefix <groups:tokens>', 'prompts begin with one of so many shared beginnings of so many tokens, e.g. 4:1024', sharedPrefix)
    .addOption(new Option('--prompt-set <name>', 'send built-in prompts').choices(promptSetNames))
    .option('--dataset <file>', 'send the prompts of this file: text, JSONL, JSON, CSV, ShareGPT or OpenAI batch')
    .option('--verbatim', 'send prompts of a set or file word for word, so that a prefix cache may know them')
    .option('--turns <n>', 'each user keeps conversations of so many turns going', wholeNumber(1, planBounds.maxTurns))
    .option('--max-context <n>', 'tokens beyond which a conversation is not continued', wholeNumber(1, planBounds.maxContextTokens), defaultContextTokens)
    .option('--natural-length', 'let the model end its answers; --output-tokens is then only the limit')
}

/** Reads the file where one is named. Throws CliError with what is wrong in it, line by line. */
export async function workloadOf(options: WorkloadOptions, language: Language): Promise<{ readonly workload: Workload; readonly prompts: readonly PromptItem[] }> {
  const chosen = [options.sharedPrefix, options.promptSet, options.dataset, options.trace].filter((one) => one !== undefined)
  if (chosen.length > 1) throw new ArgumentError('chooseOne', { options: '--shared-prefix, --prompt-set, --dataset, --trace' })
  const { source, prompts } = await sourceOf(options, language)
  const isOwnText = source !== null && source.kind !== 'shared-prefix'
  const { promptTokens, outputTokens, turns } = options
  const workload: Workload = {
    shape: 'custom',
    promptTokens: isOwnText ? middlePromptTokens(prompts) : promptTokens.tokens,
    outputTokens: traceFacts(prompts)?.outputTokens ?? outputTokens.tokens,
    ...(promptTokens.spread === null || isOwnText ? {} : { promptSpread: promptTokens.spread }),
    ...(outputTokens.spread === null ? {} : { outputSpread: outputTokens.spread }),
    ...(source === null ? {} : { source }),
    ...(turns === undefined || turns === 1 ? {} : { conversation: { turns, contextTokens: options.maxContext } }),
    ...(options.naturalLength === true ? { answers: 'natural' as const } : {}),
    ...(isOwnText && options.verbatim === true ? { verbatim: true } : {}),
  }
  return { workload, prompts }
}

/** The prompts that the workload of a plan file names. Throws CliError where it names a file that neither `--dataset` nor `--trace` gives. */
export async function promptsFor(workload: Workload, dataset: string | undefined, language: Language): Promise<readonly PromptItem[]> {
  const named = workload.source
  if (named?.kind !== 'dataset') {
    if (dataset !== undefined) throw new ArgumentError('planWithoutFile')
    return named?.kind === 'prompt-set' ? promptSet(named.set) : []
  }
  if (dataset === undefined) throw new ArgumentError('planNeedsFile', { name: named.name, option: named.format === 'mooncake' ? '--trace' : '--dataset' })
  const { source, prompts } = await datasetOf(dataset, language)
  if (source.sha256 !== named.sha256) throw new ArgumentError('otherFile', { file: dataset, sha256: named.sha256 })
  return prompts
}

async function sourceOf(options: WorkloadOptions, language: Language): Promise<{ readonly source: PromptSource | null; readonly prompts: readonly PromptItem[] }> {
  if (options.sharedPrefix !== undefined) return { source: { kind: 'shared-prefix', ...options.sharedPrefix }, prompts: [] }
  if (options.promptSet !== undefined) return { source: { kind: 'prompt-set', set: options.promptSet }, prompts: promptSet(options.promptSet) }
  if (options.trace !== undefined) return traceOf(options.trace, language)
  if (options.dataset === undefined) return { source: null, prompts: [] }
  return datasetOf(options.dataset, language)
}

async function traceOf(file: string, language: Language): ReturnType<typeof datasetOf> {
  const read = await datasetOf(file, language)
  if (read.source.format !== 'mooncake') throw new CliError(createTranslate(language)('dataset:noTrace', { name: file }), exitCodes.badArguments)
  return read
}

async function datasetOf(file: string, language: Language): Promise<{ readonly source: Extract<PromptSource, { readonly kind: 'dataset' }>; readonly prompts: readonly PromptItem[] }> {
  const read = await readDatasetFile(file)
  const t = createTranslate(language)
  if (!read.ok) throw new CliError(t(refusalKey(read.error), { name: file, line: read.error.line }), exitCodes.badArguments)
  const { name, format, sha256, items, issues, issueCount, placeKind } = read.value
  for (const { place, code } of issues.slice(0, SHOWN_ISSUES)) process.stderr.write(`${t(`dataset:issueAt.${placeKind}`, { place, issue: t(`dataset:issue.${code}`) })}\n`)
  if (issueCount > SHOWN_ISSUES) process.stderr.write(`${t('dataset:moreIssues', { count: issueCount - SHOWN_ISSUES })}\n`)
  if (items.length === 0) throw new CliError(t('dataset:nothing', { name }), exitCodes.badArguments)
  return { source: { kind: 'dataset', name, format, sha256, count: items.length }, prompts: items }
}
