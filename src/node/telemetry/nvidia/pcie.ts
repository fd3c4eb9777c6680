/** Traffic of the cards' PCIe links from `nvidia-smi dmon`: each value is a look of 20 ms once a second. */
import type { SignalDef } from '../../../core/model/telemetry.ts'
import type { ChildLedger } from '../child-ledger.ts'
import { startLineChild, type LineChild } from '../line-child.ts'
import type { Clock, SampleSink } from '../source.ts'

const megabyte = 1_000_000
const windowMs = 20
const maxStarts = 3
const restartMs = 5_000

/** Which columns hold what; null when the line is no header of names. */
export function parseDmonHeader(line: string): readonly string[] | null {
  const words = line.trim().split(/\s+/)
  return words[0] === '#' && words[1] === 'gpu' ? words.slice(1) : null
}

export interface LinkRates {
  readonly index: number
  readonly rxBytesPerS: number | null
  readonly txBytesPerS: number | null
}

/** A row under that header; `-` = not told. Null when the line is no row. */
export function parseDmonRow(line: string, columns: readonly string[]): LinkRates | null {
  const cells = line.trim().split(/\s+/)
  if (cells[0] === '#' || cells.length !== columns.length) return null
  const number = (name: string): number | null => {
    const cell = cells[columns.indexOf(name)] ?? '-'
    return /^\d+$/.test(cell) ? Number(cell) : null
  }
  const index = number('gpu')
  const [rx, tx] = [number('rxpci'), number('txpci')]
  if (index === null) return null
  return { index, rxBytesPerS: rx === null ? null : rx * megabyte, txBytesPerS: tx === null ? null : tx * megabyte }
}

export interface PcieOptions {
  readonly binary: string
  readonly ledger: ChildLedger | null
  readonly sink: SampleSink
  readonly clock: Clock
  /** The card with this index; null while it is not known. */
  readonly cardAt: (index: number) => { readonly id: string; readonly name: string } | null
}

export class PcieWatch {
  readonly #options: PcieOptions
  #child: LineChild | null = null
  #timer: NodeJS.Timeout | undefined
  #starts = 0

  constructor(options: PcieOptions) {
    this.#options = options
    this.#launch()
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#child?.end()
    this.#child = null
    this.#starts = maxStarts
  }

  #launch(): void {
    this.#starts += 1
    const { binary, ledger } = this.#options
    let columns: readonly string[] | null = null
    this.#child = startLineChild(binary, ['dmon', '-s', 't', '-d', '1'], {
      onLine: (line) => {
        columns = parseDmonHeader(line) ?? columns
        const rates = columns === null ? null : parseDmonRow(line, columns)
        if (rates !== null) this.#push(rates)
      },
      // Old cards and drivers have no such command: a few tries are enough.
      onExit: () => {
        this.#child = null
        if (this.#starts < maxStarts) this.#timer = setTimeout(() => this.#launch(), restartMs)
      },
    }, ledger)
  }

  #push({ index, rxBytesPerS, txBytesPerS }: LinkRates): void {
    const { sink, clock, cardAt } = this.#options
    const card = cardAt(index)
    if (card === null) return
    const def = (signal: 'gpu.pcie.rx' | 'gpu.pcie.tx'): SignalDef => ({ source: 'nvidia', device: card.id, deviceLabel: card.name, signal, unit: 'B/s', windowMs })
    const atMs = clock.nowMs()
    sink.push(def('gpu.pcie.rx'), atMs, rxBytesPerS, 'not-supported')
    sink.push(def('gpu.pcie.tx'), atMs, txBytesPerS, 'not-supported')
  }
}
