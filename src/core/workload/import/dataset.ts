/** Reads the user's own prompts from the text of a file. Whatever the file holds, the answer is prompts and named faults, never a throw. */
import { err, ok, type Result } from '../../result.ts'
import type { DatasetFormat } from '../../model/workload.ts'
import { isFields, parseOrNull } from '../../protocol/error-text.ts'
import type { PromptItem } from '../message.ts'
import { csvRows, delimiterOf, type CsvRow } from './csv.ts'
import { itemOfEntry, itemOfFields, promptKeys, type IssueCode } from './entry.ts'

export const datasetBounds = {
  maxBytes: 32 * 1024 * 1024,
  maxPrompts: 200_000,
  maxPromptChars: 1_000_000,
  /** Faults that are listed; more are only counted. */
  maxIssues: 1000,
} as const

/** An entry that was left out. `place` counts lines, or entries of a JSON list, from 1. */
export interface DatasetIssue {
  readonly place: number
  readonly code: IssueCode
}

export interface ParsedDataset {
  readonly format: DatasetFormat
  readonly placeKind: 'line' | 'entry'
  readonly items: readonly PromptItem[]
  readonly issues: readonly DatasetIssue[]
  readonly issueCount: number
}

/** Why nothing could be read at all. */
export interface DatasetRefusal {
  readonly code: 'binary' | 'bad-json' | 'no-list' | 'no-column' | 'too-many' | 'too-large' | 'not-utf8' | 'unreadable'
  /** Line of a JSON fault. */
  readonly line: number | null
}

type Parsed = Result<ParsedDataset, DatasetRefusal>

/** Collects what was read and what was not. */
class Collector {
  readonly items: PromptItem[] = []
  private readonly issues: DatasetIssue[] = []
  private issueCount = 0

  add(place: number, read: PromptItem | IssueCode): void {
    if (typeof read !== 'string') this.items.push(read)
    else {
      this.issueCount += 1
      if (this.issues.length < datasetBounds.maxIssues) this.issues.push({ place, code: read })
    }
  }

  end(format: DatasetFormat, placeKind: 'line' | 'entry'): Parsed {
    if (this.items.length > datasetBounds.maxPrompts) return err({ code: 'too-many', line: null })
    return ok({ format, placeKind, items: this.items, issues: this.issues, issueCount: this.issueCount })
  }
}

/** `name` only hints at the format; the content decides. */
export function parseDataset(text: string, name: string): Parsed {
  if (text.includes('\u0000')) return err({ code: 'binary', line: null })
  const extension = /\.([a-z0-9]+)$/iu.exec(name)?.[1]?.toLowerCase() ?? ''
  if (extension === 'csv' || extension === 'tsv') return parseCsv(text)
  const lines = text.split(/\r\n|\n|\r/u)
  const first = lines.find((line) => line.trim() !== '')?.trim() ?? ''
  const isLines = isFields(parseOrNull(first)) && !(extension === 'json' && isWholeJson(text))
  if (isLines || extension === 'jsonl' || extension === 'ndjson') return parseJsonLines(lines)
  if (extension === 'json' || ((first.startsWith('[') || first.startsWith('{')) && isWholeJson(text))) return parseJson(text)
  return parseText(lines)
}

function isWholeJson(text: string): boolean {
  return parseOrNull(text) !== undefined
}

function parseText(lines: readonly string[]): Parsed {
  const found = new Collector()
  lines.forEach((line, i) => {
    if (line.trim() !== '') found.add(i + 1, itemOfEntry(line.trim(), datasetBounds.maxPromptChars))
  })
  return found.end('text', 'line')
}

function parseJsonLines(lines: readonly string[]): Parsed {
  const found = new Collector()
  let format: DatasetFormat | null = null
  lines.forEach((line, i) => {
    if (line.trim() === '') return
    const value = parseOrNull(line)
    if (value === undefined) return found.add(i + 1, 'not-json')
    format ??= formatOf(value, 'jsonl')
    found.add(i + 1, itemOfEntry(value, datasetBounds.maxPromptChars))
  })
  return found.end(format ?? 'jsonl', 'line')
}

/** Keys under which files keep their list. */
const listKeys = ['data', 'prompts', 'conversations', 'items', 'examples', 'rows', 'requests'] as const

function parseJson(text: string): Parsed {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return err({ code: 'bad-json', line: lineOfFault(text, error) })
  }
  const list = listOf(value)
  if (list === null) return err({ code: 'no-list', line: null })
  const found = new Collector()
  list.forEach((entry, i) => found.add(i + 1, itemOfEntry(entry, datasetBounds.maxPromptChars)))
  return found.end(formatOf(list[0], 'json'), 'entry')
}

function listOf(value: unknown): readonly unknown[] | null {
  if (Array.isArray(value)) return value
  if (!isFields(value)) return null
  const key = listKeys.find((name) => Array.isArray(value[name]) && !(name === 'conversations' && isShareGptTurns(value[name])))
  return key === undefined ? [value] : (value[key] as readonly unknown[])
}

function isShareGptTurns(list: readonly unknown[]): boolean {
  return isFields(list[0]) && ('from' in list[0] || 'role' in list[0])
}

function formatOf(entry: unknown, otherwise: DatasetFormat): DatasetFormat {
  if (!isFields(entry)) return otherwise
  if (isFields(entry['body'])) return 'openai-batch'
  return Array.isArray(entry['conversations']) || Array.isArray(entry['conversation']) ? 'sharegpt' : otherwise
}

function lineOfFault(text: string, error: unknown): number | null {
  const position = /position (\d+)/u.exec(error instanceof Error ? error.message : '')?.[1]
  return position === undefined ? null : text.slice(0, Number(position)).split('\n').length
}

function parseCsv(text: string): Parsed {
  const rows = csvRows(text, delimiterOf(text))
  const header = rows[0]?.cells.map((cell) => cell.trim().toLowerCase()) ?? []
  const isTable = header.some((name) => promptKeys.includes(name))
  // A list in one column needs no header.
  if (!isTable && rows.some(({ cells }) => cells.length > 1)) return err({ code: 'no-column', line: null })
  const found = new Collector()
  for (const row of rows.slice(isTable ? 1 : 0)) found.add(row.line, itemOfRow(row, isTable ? header : ['prompt']))
  return found.end('csv', 'line')
}

function itemOfRow({ cells, isClosed }: CsvRow, header: readonly string[]): PromptItem | IssueCode {
  if (!isClosed) return 'open-quote'
  return itemOfFields(Object.fromEntries(header.map((name, i) => [name, cells[i] ?? ''])), datasetBounds.maxPromptChars)
}
