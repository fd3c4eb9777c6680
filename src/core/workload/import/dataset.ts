/** Reads the user's own prompts from the text of a file. Whatever the file holds, the answer is prompts and named faults, never a throw. */
import { err, ok, type Result } from '../../result.ts'
import type { DatasetFormat } from '../../model/workload.ts'
import { isFields, parseOrNull } from '../../protocol/error-text.ts'
import type { PromptItem } from '../message.ts'
import { csvRows, delimiterOf, type CsvRow } from './csv.ts'
import { inOrder, isTraceEntry, itemOfTrace } from './trace.ts'
import { itemOfEntry, itemOfFields, promptKeys, type IssueCode } from './entry.ts'

export const datasetBounds = {
  maxBytes: 32 * 1024 * 1024,
  maxPrompts: 200_000,
  maxPromptChars: 1_000_000,
  /** With more entries that can't be read a file is taken for something else. */
  maxFaults: 10_000,
  /** Blank ones included. */
  maxLines: 2_000_000,
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
  readonly code: 'binary' | 'bad-json' | 'no-list' | 'no-column' | 'too-many' | 'too-many-faults' | 'too-large' | 'not-utf8' | 'unreadable'
  /** Line of a JSON fault. */
  readonly line: number | null
}

type Parsed = Result<ParsedDataset, DatasetRefusal>

/** Collects what was read and what was not. */
class Collector {
  readonly items: PromptItem[] = []
  private readonly issues: DatasetIssue[] = []
  private issueCount = 0

  private lastLine = 0

  /** Another entry would only cost time: the file is refused. */
  get isFull(): boolean {
    return this.items.length > datasetBounds.maxPrompts || this.issueCount > datasetBounds.maxFaults || this.lastLine > datasetBounds.maxLines
  }

  /** A line was read, blank or not. */
  seen(line: number): void {
    this.lastLine = line
  }

  add(place: number, read: PromptItem | IssueCode): void {
    if (typeof read !== 'string') this.items.push(read)
    else {
      this.issueCount += 1
      if (this.issues.length < datasetBounds.maxIssues) this.issues.push({ place, code: read })
    }
  }

  end(format: DatasetFormat, placeKind: 'line' | 'entry'): Parsed {
    if (this.isFull) return err({ code: this.issueCount > datasetBounds.maxFaults ? 'too-many-faults' : 'too-many', line: null })
    return ok({ format, placeKind, items: format === 'mooncake' ? inOrder(this.items) : this.items, issues: this.issues, issueCount: this.issueCount })
  }
}

/** `name` only hints at the format; the content decides. */
export function parseDataset(text: string, name: string): Parsed {
  if (text.includes('\u0000')) return err({ code: 'binary', line: null })
  const extension = /\.([a-z0-9]+)$/iu.exec(name)?.[1]?.toLowerCase() ?? ''
  if (extension === 'csv' || extension === 'tsv') return parseCsv(text)
  if (extension === 'jsonl' || extension === 'ndjson') return parseJsonLines(text)
  const first = firstLine(text)
  const isList = first.startsWith('[') || first.startsWith('{')
  if (extension !== 'json' && !isList) return parseText(text)
  const isLines = first.startsWith('{') && first.length < datasetBounds.maxPromptChars && isFields(parseOrNull(first))
  if (isLines && extension !== 'json') return parseJsonLines(text)
  const whole = parseWhole(text)
  if (whole.ok) return parseJson(whole.value)
  if (isLines) return parseJsonLines(text)
  return extension === 'json' ? whole : parseText(text)
}

function parseWhole(text: string): Result<unknown, DatasetRefusal> {
  try {
    return ok(JSON.parse(text))
  } catch (error) {
    return err({ code: 'bad-json', line: lineOfFault(text, error) })
  }
}

function firstLine(text: string): string {
  for (const { line } of linesOf(text)) if (line.trim() !== '') return line.trim()
  return ''
}

/** Lines however they end, one by one, so that a file of nothing but line ends costs no more than its size. */
function* linesOf(text: string): Generator<{ readonly line: string; readonly place: number }> {
  const ends = /\r\n|\n|\r/gu
  let start = 0
  for (let place = 1; start <= text.length; place += 1) {
    const end = ends.exec(text)
    yield { line: text.slice(start, end?.index), place }
    if (end === null) return
    start = ends.lastIndex
  }
}

function parseText(text: string): Parsed {
  const found = new Collector()
  for (const { line, place } of linesOf(text)) {
    found.seen(place)
    if (line.trim() !== '') found.add(place, itemOfEntry(line.trim(), datasetBounds.maxPromptChars))
    if (found.isFull) break
  }
  return found.end('text', 'line')
}

function parseJsonLines(text: string): Parsed {
  const found = new Collector()
  let format: DatasetFormat | null = null
  for (const { line, place } of linesOf(text)) {
    found.seen(place)
    if (found.isFull) break
    if (line.trim() === '') continue
    const value = parseOrNull(line)
    if (value === undefined) {
      found.add(place, 'not-json')
      continue
    }
    format ??= formatOf(value, 'jsonl')
    found.add(place, format === 'mooncake' ? itemOfTrace(value) : itemOfEntry(value, datasetBounds.maxPromptChars))
  }
  return found.end(format ?? 'jsonl', 'line')
}

/** Keys under which files keep their list. */
const listKeys = ['data', 'prompts', 'conversations', 'items', 'examples', 'rows', 'requests'] as const

function parseJson(value: unknown): Parsed {
  const list = listOf(value)
  if (list === null) return err({ code: 'no-list', line: null })
  const found = new Collector()
  const format = formatOf(list[0], 'json')
  for (const [i, entry] of list.entries()) {
    found.add(i + 1, format === 'mooncake' ? itemOfTrace(entry) : itemOfEntry(entry, datasetBounds.maxPromptChars))
    if (found.isFull) break
  }
  return found.end(format, 'entry')
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
  if (isTraceEntry(entry)) return 'mooncake'
  if (isFields(entry['body'])) return 'openai-batch'
  return Array.isArray(entry['conversations']) || Array.isArray(entry['conversation']) ? 'sharegpt' : otherwise
}

function lineOfFault(text: string, error: unknown): number | null {
  const position = /position (\d+)/u.exec(error instanceof Error ? error.message : '')?.[1]
  return position === undefined ? null : text.slice(0, Number(position)).split('\n').length
}

function parseCsv(text: string): Parsed {
  const found = new Collector()
  let header: readonly string[] | null = null
  for (const row of csvRows(text, delimiterOf(text))) {
    if (found.isFull) break
    if (header === null) {
      const names = row.cells.map((cell) => cell.trim().toLowerCase())
      const isHeader = names.some((name) => promptKeys.includes(name))
      // A list in one column needs no header.
      header = isHeader ? names : ['prompt']
      if (isHeader) continue
    }
    if (row.cells.length > 1 && header.length === 1) return err({ code: 'no-column', line: null })
    found.seen(row.line)
    found.add(row.line, itemOfRow(row, header))
  }
  return found.end('csv', 'line')
}

function itemOfRow({ cells, isClosed }: CsvRow, header: readonly string[]): PromptItem | IssueCode {
  if (!isClosed) return 'open-quote'
  return itemOfFields(Object.fromEntries(header.map((name, i) => [name, cells[i] ?? ''])), datasetBounds.maxPromptChars)
}
