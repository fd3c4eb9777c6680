/** Which programs compute on the GPUs and how much memory they hold: asked once in a while, the more seldom the longer an answer takes. */
import type { MissingReason, SignalDef } from '../../../core/model/telemetry.ts'
import type { GpuProgram } from '../../../core/model/view.ts'
import type { ChildLedger } from '../child-ledger.ts'
import { startLineChild, type LineChild } from '../line-child.ts'
import type { Clock, SampleSink } from '../source.ts'
import { parseCell } from './parse.ts'

const mebibyte = 1_048_576
const timeoutMs = 15_000
const maxPrograms = 200
/** So many failures in a row end the asking. */
const maxFailures = 3
/** More than this of a card in use without any program listed: the list is hidden, as in containers. */
const hiddenBytes = 600 * mebibyte

/** Asking starts the driver's library anew each time: at most this share of the time, as 1/n, goes there. */
const idleShare = 50

export interface ProgramTiming {
  readonly leastMs: number
  readonly mostMs: number
}
const defaultTiming: ProgramTiming = { leastMs: 5_000, mostMs: 60_000 }

export interface ListedProgram {
  readonly device: string
  readonly pid: number
  readonly name: string
  readonly memoryBytes: number | null
  readonly reason: MissingReason | null
}

/** A row of `gpu_uuid, pid, used_memory, process_name`; null when it is none. */
export function parseProgram(line: string): ListedProgram | null {
  const [device, pidCell, memoryCell, ...name] = line.split(',').map((part) => part.trim())
  const pid = Number(pidCell)
  if (device === undefined || !/^(?:GPU|MIG)-/.test(device) || !Number.isInteger(pid) || memoryCell === undefined || name.length === 0) return null
  const memory = parseCell(memoryCell)
  const words = name.join(', ')
  return {
    device,
    pid,
    name: /^\[.*\]$/.test(words) ? '' : words.split('\\').at(-1)?.split('/').at(-1) ?? words,
    memoryBytes: memory.value === null ? null : memory.value * mebibyte,
    reason: memory.value === null ? memory.reason : null,
  }
}

/** What the list is judged by. */
export interface Cards {
  /** Labels by id. */
  readonly names: ReadonlyMap<string, string>
  usedBytes(id: string): number | null
  isWddm(id: string): boolean
}

export interface ProgramsOptions {
  readonly binary: string
  readonly ledger: ChildLedger | null
  readonly sink: SampleSink
  readonly clock: Clock
  readonly cards: Cards
  /** The processes of the server under test; null while there is none. */
  readonly serverPids: () => ReadonlySet<number> | null
  readonly timing?: Partial<ProgramTiming> | undefined
}

function def(signal: 'gpu.mem.server' | 'gpu.mem.others', device: string, deviceLabel: string): SignalDef {
  return { source: 'nvidia', device, deviceLabel, signal, unit: 'B', windowMs: 0 }
}

export class ProgramWatch {
  readonly #options: ProgramsOptions
  readonly #timing: ProgramTiming
  #child: LineChild | null = null
  #timer: NodeJS.Timeout | undefined
  #failures = 0
  #list: readonly ListedProgram[] | null = null
  #hasToldApart = false

  constructor(options: ProgramsOptions) {
    this.#options = options
    this.#timing = { ...defaultTiming, ...options.timing }
    this.#ask()
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#child?.end()
    this.#child = null
    this.#failures = maxFailures
  }

  /** Null while nothing is known. */
  programs(): readonly GpuProgram[] | null {
    const server = this.#options.serverPids()
    return this.#list?.map(({ device, pid, name, memoryBytes }) => ({ device, pid, name, memoryBytes, isServer: server === null ? null : server.has(pid) })) ?? null
  }

  #ask(): void {
    const { binary, ledger, clock } = this.#options
    const startMs = clock.nowMs()
    const found: ListedProgram[] = []
    const watchdog = setTimeout(() => this.#child?.kill(), timeoutMs)
    this.#child = startLineChild(binary, ['--query-compute-apps=gpu_uuid,pid,used_memory,process_name', '--format=csv,noheader,nounits'], {
      onLine(line) {
        const program = parseProgram(line)
        if (program !== null && found.length < maxPrograms) found.push(program)
      },
      onExit: (code) => {
        clearTimeout(watchdog)
        this.#child = null
        this.#failures = code === 0 ? 0 : this.#failures + 1
        this.#take(code === 0 ? found : null)
        if (this.#failures >= maxFailures) return
        const tookMs = clock.nowMs() - startMs
        this.#timer = setTimeout(() => this.#ask(), Math.min(this.#timing.mostMs, Math.max(this.#timing.leastMs, tookMs * idleShare)))
      },
    }, ledger)
  }

  #take(list: readonly ListedProgram[] | null): void {
    this.#list = list
    const { sink, clock, cards, serverPids } = this.#options
    const server = serverPids()
    // Without a server there is nothing to tell apart; once there was one, its end is a gap.
    if (server === null && !this.#hasToldApart) return
    this.#hasToldApart = true
    const atMs = clock.nowMs()
    for (const [id, label] of cards.names) {
      const [ofServer, ofOthers] = [def('gpu.mem.server', id, label), def('gpu.mem.others', id, label)]
      const reason = this.#whyUnknown(id, list, server)
      const own = (list ?? []).filter(({ device }) => device === id)
      const sum = (isServer: boolean) => own.reduce((all, { pid, memoryBytes }) => all + (server?.has(pid) === isServer ? (memoryBytes ?? 0) : 0), 0)
      sink.push(ofServer, atMs, reason === null ? sum(true) : null, reason ?? undefined)
      sink.push(ofOthers, atMs, reason === null ? sum(false) : null, reason ?? undefined)
    }
  }

  #whyUnknown(id: string, list: readonly ListedProgram[] | null, server: ReadonlySet<number> | null): MissingReason | null {
    const { cards } = this.#options
    if (list === null) return 'not-supported'
    if (cards.isWddm(id)) return 'wddm'
    const own = list.filter(({ device }) => device === id)
    const silent = own.find(({ memoryBytes }) => memoryBytes === null)
    if (silent !== undefined) return silent.reason
    if (server === null) return 'gap'
    return own.length === 0 && (cards.usedBytes(id) ?? 0) > hiddenBytes ? 'not-found' : null
  }
}
