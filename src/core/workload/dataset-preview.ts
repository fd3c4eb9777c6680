/** What the window shows of a file before it runs: its beginning, its figures, its faults. The text itself stays behind. */
import type { DatasetFormat } from '../model/workload.ts'
import type { DatasetIssue, DatasetRefusal, ParsedDataset } from './import/dataset.ts'
import { itemFacts, itemTokens, type ItemFacts } from './item-facts.ts'
import type { PromptItem } from './message.ts'
import { traceFacts, type TraceFacts } from './trace.ts'

export interface PreviewRow {
  /** The end of the prompt's first request, what the user says, shortened. */
  readonly text: string
  /** Messages sent in the first request. */
  readonly messages: number
  readonly turns: number
  readonly estimatedTokens: number
  /** Of a trace: when, ms since its first request, how long the answer, and how many blocks the prompt begins with. */
  readonly trace: { readonly atMs: number; readonly outputTokens: number; readonly blocks: number } | null
}

export interface DatasetPreview {
  readonly name: string
  readonly format: DatasetFormat
  readonly sizeBytes: number
  /** Names the file in the plan, and the prompts that main keeps. */
  readonly sha256: string
  readonly facts: ItemFacts
  /** Null where it is no trace. */
  readonly trace: TraceFacts | null
  readonly rows: readonly PreviewRow[]
  readonly placeKind: 'line' | 'entry'
  readonly issues: readonly DatasetIssue[]
  readonly issueCount: number
}

/** How a file was taken: with its preview, or refused. */
export type DatasetAnswer =
  | { readonly kind: 'read'; readonly preview: DatasetPreview }
  | { readonly kind: 'refused'; readonly fileName: string; readonly refusal: DatasetRefusal }

const maxRows = 8
const maxIssues = 50
const maxChars = 240

function rowOf(item: PromptItem): PreviewRow {
  const said = item.messages.at(-1)?.content.trim() ?? ''
  return {
    text: said.length > maxChars ? `${said.slice(0, maxChars)}…` : said,
    messages: item.messages.length,
    turns: 1 + item.followUps.length,
    estimatedTokens: itemTokens(item),
    trace: item.trace === undefined ? null : { atMs: item.trace.atMs, outputTokens: item.outputTokens ?? 1, blocks: item.trace.blocks.length },
  }
}

/** The first rows of a list. */
export function previewRows(items: readonly PromptItem[]): readonly PreviewRow[] {
  return items.slice(0, maxRows).map(rowOf)
}

export function previewOf(dataset: ParsedDataset & Pick<DatasetPreview, 'name' | 'sizeBytes' | 'sha256'>): DatasetPreview {
  const { name, format, sizeBytes, sha256, placeKind, items, issues, issueCount } = dataset
  return { name, format, sizeBytes, sha256, facts: itemFacts(items), trace: traceFacts(items), rows: previewRows(items), placeKind, issues: issues.slice(0, maxIssues), issueCount }
}
