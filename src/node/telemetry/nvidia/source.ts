/** NVIDIA GPUs through one supervised, long-running nvidia-smi: probed, watched, restarted with patience, never orphaned. */
import type { MissingReason } from '../../../core/model/telemetry.ts'
import type { ChildLedger } from '../child-ledger.ts'
import type { LineChild } from '../line-child.ts'
import { ringPeriodMs, type Clock, type SampleSink, type SourceStatus, type TelemetrySource } from '../source.ts'
import { findNvidiaSmi } from './binary.ts'
import { chooseFields } from './fields.ts'
import type { GpuRow } from './parse.ts'
import { probeFields, startQuery, type QueryEnd } from './query.ts'
import { pushMissing, pushRow } from './signals.ts'

export interface NvidiaTiming {
  readonly periodMs: number
  /** Starting may take seconds on machines with many GPUs. */
  readonly firstRowMs: number
  /** Waits before the second and the third attempt, and between attempts when single shots fail too. */
  readonly backoffMs: readonly [number, number, number]
  /** Period of single shots, the way out when looping does not work. */
  readonly oneShotMs: number
  /** So many rows in a row make earlier failures forgotten. */
  readonly healthyRows: number
}

const defaultTiming: NvidiaTiming = {
  periodMs: ringPeriodMs.fast, firstRowMs: 20_000, backoffMs: [1_000, 5_000, 30_000], oneShotMs: 5_000, healthyRows: 40,
}
const maxRefusals = 20
const loopAttempts = 3

export interface GpuInfo {
  readonly id: string
  readonly name: string
  readonly memoryBytes: number | null
  readonly driver: string | null
}

export interface NvidiaSource extends TelemetrySource {
  /** The GPUs seen so far, by id. */
  gpus(): readonly GpuInfo[]
}

export interface NvidiaOptions {
  readonly find?: () => string | null
  readonly timing?: Partial<NvidiaTiming>
  readonly ledger?: ChildLedger | null
}

export function createNvidiaSource(options: NvidiaOptions = {}): NvidiaSource {
  const supervisor = new Supervisor(options)
  return {
    id: 'nvidia',
    start: (sink, clock) => supervisor.start(sink, clock),
    stop: () => supervisor.stop(),
    status: () => supervisor.status(),
    gpus: () => [...supervisor.gpus.values()],
  }
}

class Supervisor {
  readonly gpus = new Map<string, GpuInfo>()
  readonly #timing: NvidiaTiming
  readonly #find: () => string | null
  readonly #ledger: ChildLedger | null
  readonly #refused = new Set<string>()
  /** Offered fields by binary: asking takes seconds on some machines. */
  readonly #offers = new Map<string, Promise<ReadonlySet<string>>>()
  #run: { readonly sink: SampleSink; readonly clock: Clock; readonly binary: string } | null = null
  #child: LineChild | null = null
  #watchdog: NodeJS.Timeout | undefined
  #retry: NodeJS.Timeout | undefined
  #failures = 0
  #inGap = false
  #reason: MissingReason | null = null
  #detail: string | null = null

  constructor(options: NvidiaOptions) {
    this.#timing = { ...defaultTiming, ...options.timing }
    this.#find = options.find ?? (() => findNvidiaSmi())
    this.#ledger = options.ledger ?? null
  }

  start(sink: SampleSink, clock: Clock): void {
    this.stop()
    this.#failures = 0
    this.#inGap = false
    this.#reason = null
    this.#detail = null
    const binary = this.#find()
    if (binary === null) {
      this.#reason = 'tool-missing'
      pushMissing(sink, new Map(), [], clock.nowMs(), 'tool-missing')
      return
    }
    const run = { sink, clock, binary }
    this.#run = run
    const offer = this.#offers.get(binary) ?? probeFields(binary, this.#ledger)
    this.#offers.set(binary, offer)
    void offer.then((offered) => {
      if (this.#run === run) this.#launch(offered)
    })
  }

  stop(): void {
    // Nothing ever came: the session shall say so, with the reason known by now.
    if (this.#run !== null && this.gpus.size === 0) this.#missAll(this.#run.sink, this.#run.clock.nowMs(), this.#reason ?? 'timeout')
    this.#run = null
    clearTimeout(this.#watchdog)
    clearTimeout(this.#retry)
    this.#child?.end()
    this.#child = null
  }

  status(): SourceStatus {
    if (this.#run === null && this.#reason === null && this.#find() === null) return { running: false, periodMs: null, reason: 'tool-missing', detail: null }
    const isLooping = this.#failures < loopAttempts
    const periodMs = this.#run === null ? null : isLooping ? this.#timing.periodMs : this.#timing.oneShotMs
    return { running: this.#child !== null, periodMs, reason: this.#reason, detail: this.#detail }
  }

  #launch(offered: ReadonlySet<string>): void {
    const run = this.#run
    if (run === null) return
    const fields = chooseFields(offered, this.#refused)
    const isLoop = this.#failures < loopAttempts
    const seen = new Set<string>()
    const watch = new RowWatch(this.#timing)
    this.#arm(this.#timing.firstRowMs)
    let tick = { atMs: 0, lastIndex: Number.POSITIVE_INFINITY }
    let rows = 0

    this.#child = startQuery(run.binary, fields, isLoop ? this.#timing.periodMs : null, {
      onRow: (row) => {
        const nowMs = run.clock.nowMs()
        // All GPUs of one round share a stamp; a round ends when the index starts over.
        if (row.index === null || row.index <= tick.lastIndex) tick = { atMs: nowMs, lastIndex: row.index ?? -1 }
        else tick = { atMs: tick.atMs, lastIndex: row.index }
        this.#learn(row)
        this.#arm(isLoop ? watch.limitMs(nowMs) : this.#timing.firstRowMs)
        // The first row of a loop averages over time before the loop began.
        const isFirst = isLoop && !seen.has(row.id)
        seen.add(row.id)
        if (row.isLost) this.#lose(run.sink, tick.atMs, row)
        if (!isFirst) pushRow(run.sink, row, fields, tick.atMs)
        if (!row.isLost) this.#recover()
        rows += 1
        if (isLoop && rows === this.#timing.healthyRows) this.#failures = 0
      },
      onEnd: (end) => this.#ended(end, offered, isLoop),
    }, this.#ledger)
  }

  #learn(row: GpuRow): void {
    const memory = row.readings.memTotal
    const known = this.gpus.get(row.id)
    const memoryBytes = memory?.value ? memory.value * 1_048_576 : (known?.memoryBytes ?? null)
    this.gpus.set(row.id, { id: row.id, name: row.name, memoryBytes, driver: row.driver ?? known?.driver ?? null })
  }

  #lose(sink: SampleSink, atMs: number, row: GpuRow): void {
    if (this.#reason === 'lost') return
    this.#reason = 'lost'
    this.#detail = `${row.name} (${row.id})`
    sink.event('sensor-lost', atMs, row.id, { source: 'nvidia', device: row.name })
  }

  #recover(): void {
    if (this.#reason === 'lost') return
    this.#inGap = false
    this.#reason = null
    this.#detail = null
  }

  #arm(limitMs: number): void {
    clearTimeout(this.#watchdog)
    this.#watchdog = setTimeout(() => this.#child?.kill(), limitMs)
  }

  #ended(end: QueryEnd, offered: ReadonlySet<string>, wasLoop: boolean): void {
    clearTimeout(this.#watchdog)
    this.#child = null
    const run = this.#run
    if (run === null) return
    if (end.refused !== null && !this.#refused.has(end.refused) && this.#refused.size < maxRefusals) {
      this.#refused.add(end.refused)
      this.#launch(offered)
      return
    }
    const isGood = !wasLoop && end.rows > 0
    if (!isGood) this.#fail(run.sink, run.clock.nowMs(), end)
    if (end.complaint?.isFinal === true && end.rows === 0) {
      this.stop()
      return
    }
    this.#retry = setTimeout(() => this.#launch(offered), this.#waitMs(isGood))
  }

  #fail(sink: SampleSink, atMs: number, end: QueryEnd): void {
    this.#failures += 1
    const hadRows = this.gpus.size > 0
    this.#reason = end.complaint?.reason ?? (hadRows ? 'gap' : 'unknown')
    this.#detail = end.detail
    if (!this.#inGap && hadRows) sink.event('sensor-gap', atMs, `nvidia-smi: ${end.detail}`, { source: 'nvidia' })
    this.#inGap = true
    if (hadRows) this.#missAll(sink, atMs, this.#reason)
  }

  #missAll(sink: SampleSink, atMs: number, reason: MissingReason): void {
    const names = new Map([...this.gpus.values()].map((gpu) => [gpu.id, gpu.name]))
    pushMissing(sink, names, [], atMs, reason)
  }

  #waitMs(wasGood: boolean): number {
    const [first, second, patient] = this.#timing.backoffMs
    if (wasGood) return this.#timing.oneShotMs
    if (this.#failures === 1) return first
    return this.#failures === 2 ? second : this.#failures === loopAttempts ? this.#timing.oneShotMs : patient
  }
}

/** Allows four periods of silence; on machines where a round takes longer than asked, four such rounds. */
class RowWatch {
  readonly #periodMs: number
  #lastMs: number | null = null
  #longestUsualMs = 0

  constructor(timing: NvidiaTiming) {
    this.#periodMs = timing.periodMs
  }

  limitMs(nowMs: number): number {
    const gapMs = this.#lastMs === null ? 0 : nowMs - this.#lastMs
    this.#lastMs = nowMs
    this.#longestUsualMs = Math.max(gapMs, this.#longestUsualMs * 0.9)
    return 4 * Math.max(this.#periodMs, this.#longestUsualMs)
  }
}
