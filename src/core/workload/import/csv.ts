/** Reads RFC 4180 tables with the line of each row; forgiving about line ends and about quotes inside bare cells. */

export interface CsvRow {
  /** Line on which the row begins, from 1. */
  readonly line: number
  readonly cells: readonly string[]
  /** False for a last row whose quote never closes. */
  readonly isClosed: boolean
}

const delimiters = [',', ';', '\t'] as const

/** The delimiter that splits the first line most often; a comma where none does. */
export function delimiterOf(text: string): string {
  const line = /^[^\r\n]*/u.exec(text)?.[0] ?? ''
  const counts = delimiters.map((delimiter) => line.split(delimiter).length)
  return delimiters[counts.indexOf(Math.max(...counts))] ?? ','
}

/** Rows with at least one cell that is not empty. */
export function* csvRows(text: string, delimiter: string): Generator<CsvRow> {
  const reader = new CsvReader(text, delimiter)
  for (let row = reader.next(); row !== null; row = reader.next()) {
    if (row.cells.some((cell) => cell.trim() !== '')) yield row
  }
}

function lineEnds(text: string): number {
  let count = 0
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i)
    if (code === 0x0a || (code === 0x0d && text.charCodeAt(i + 1) !== 0x0a)) count += 1
  }
  return count
}

class CsvReader {
  private readonly text: string
  private readonly delimiter: string
  private at = 0
  private line = 1
  private isClosed = true

  constructor(text: string, delimiter: string) {
    this.text = text
    this.delimiter = delimiter
  }

  next(): CsvRow | null {
    if (this.at >= this.text.length) return null
    const { line } = this
    const cells = [this.cell()]
    while (this.text[this.at] === this.delimiter) {
      this.at += 1
      cells.push(this.cell())
    }
    this.lineEnd()
    return { line, cells, isClosed: this.isClosed }
  }

  private cell(): string {
    if (this.text[this.at] !== '"') return this.bare()
    const quoted = this.quoted()
    // Text behind a closing quote belongs to the cell: no reader agrees on anything better.
    return quoted + this.bare()
  }

  private quoted(): string {
    let cell = ''
    this.at += 1
    for (;;) {
      const end = this.text.indexOf('"', this.at)
      const piece = this.text.slice(this.at, end < 0 ? undefined : end)
      this.line += lineEnds(piece)
      cell += piece
      this.at = end < 0 ? this.text.length : end + 1
      if (end < 0) this.isClosed = false
      if (end < 0 || this.text[this.at] !== '"') return cell
      cell += '"'
      this.at += 1
    }
  }

  private bare(): string {
    const start = this.at
    while (this.at < this.text.length && !this.isEnd(this.text[this.at])) this.at += 1
    return this.text.slice(start, this.at)
  }

  private isEnd(char: string | undefined): boolean {
    return char === this.delimiter || char === '\n' || char === '\r'
  }

  private lineEnd(): void {
    if (this.text[this.at] === '\r') this.at += 1
    if (this.text[this.at] === '\n') this.at += 1
    this.line += 1
  }
}
