/** One run of nvidia-smi's query, looping or once, turned into rows, complaints and an end. */
import type { MissingReason } from '../../../core/model/telemetry.ts'
import type { ChildLedger } from '../child-ledger.ts'
import { startLineChild, type LineChild } from '../line-child.ts'
import { parseFieldHelp, refusedField, type Field } from './fields.ts'
import { parseComplaint, parseRow, type GpuRow } from './parse.ts'

const helpTimeoutMs = 15_000

export interface QueryEnd {
  readonly rows: number
  /** Set when the tool refused a field: the query can be tried again without it. */
  readonly refused: string | null
  readonly complaint: { readonly reason: MissingReason; readonly isFinal: boolean; readonly text: string } | null
  readonly detail: string
}

export interface QueryHandlers {
  onRow(row: GpuRow): void
  onEnd(end: QueryEnd): void
}

/** `loopMs` null = one row a GPU, then exit. */
export function startQuery(binary: string, fields: readonly Field[], loopMs: number | null, handlers: QueryHandlers, ledger: ChildLedger | null): LineChild {
  let rows = 0
  let refused: string | null = null
  let complaint: QueryEnd['complaint'] = null
  const args = [`--query-gpu=${fields.map((field) => field.name).join(',')}`, '--format=csv,noheader,nounits']
  if (loopMs !== null) args.push(`--loop-ms=${loopMs}`)

  return startLineChild(binary, args, {
    onLine(line) {
      const row = parseRow(line, fields)
      if (row !== null) {
        rows += 1
        handlers.onRow(row)
        return
      }
      refused = refusedField(line) ?? refused
      const found = parseComplaint(line)
      if (found !== null) complaint = { ...found, text: line.slice(0, 300) }
    },
    onExit(code, error) {
      handlers.onEnd({ rows, refused, complaint, detail: error?.message ?? complaint?.text ?? `nvidia-smi ended with code ${code}` })
    },
  }, ledger)
}

/** The fields this nvidia-smi offers; an empty set when its help says nothing. Never rejects. */
export function probeFields(binary: string, ledger: ChildLedger | null): Promise<ReadonlySet<string>> {
  return new Promise((resolve) => {
    const lines: string[] = []
    const child = startLineChild(binary, ['--help-query-gpu'], {
      onLine: (line) => void lines.push(line),
      onExit() {
        clearTimeout(timer)
        resolve(parseFieldHelp(lines.join('\n')))
      },
    }, ledger)
    const timer = setTimeout(() => child.kill(), helpTimeoutMs)
  })
}

