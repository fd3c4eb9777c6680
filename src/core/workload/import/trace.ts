/** Reads requests of a recorded trace, one a line: when, how long, and which blocks the prompt begins with (the Mooncake form). */
import { planBounds } from '../../model/plan.ts'
import { isFields } from '../../protocol/error-text.ts'
import type { PromptItem } from '../message.ts'
import type { IssueCode } from './entry.ts'

/** More would only be text that no prompt within the bounds has room for. */
const maxBlocks = 4096

const isWhole = (value: unknown, min: number, max: number): value is number => typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max
const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0

/** An entry that names a time and both lengths, and says nothing. */
export function isTraceEntry(value: unknown): boolean {
  return isFields(value) && 'timestamp' in value && 'input_length' in value && 'output_length' in value
}

/** Times as the file has them; see `inOrder`. */
export function itemOfTrace(value: unknown): PromptItem | IssueCode {
  if (!isFields(value)) return 'not-a-request'
  const { timestamp, input_length: promptTokens, output_length: outputTokens, hash_ids: ids = [] } = value
  if (!isTime(timestamp)) return 'bad-timestamp'
  if (!isWhole(promptTokens, 1, planBounds.maxPromptTokens)) return 'bad-input-length'
  if (!isWhole(outputTokens, 1, planBounds.maxOutputTokens)) return 'bad-output-length'
  if (!Array.isArray(ids) || ids.length > maxBlocks || !ids.every((id) => isWhole(id, 0, Number.MAX_SAFE_INTEGER))) return 'bad-hash-ids'
  return { messages: [], followUps: [], outputTokens, trace: { atMs: timestamp, promptTokens, blocks: ids } }
}

/** By time, the first at 0: a part that was cut out of a longer trace begins at once. */
export function inOrder(items: readonly PromptItem[]): readonly PromptItem[] {
  const timed = items.flatMap((item) => (item.trace === undefined ? [] : [{ ...item, trace: item.trace }])).sort((a, b) => a.trace.atMs - b.trace.atMs)
  const firstMs = timed[0]?.trace.atMs ?? 0
  return timed.map((item) => ({ ...item, trace: { ...item.trace, atMs: item.trace.atMs - firstMs } }))
}
