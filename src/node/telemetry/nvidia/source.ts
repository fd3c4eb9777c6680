/** NVIDIA GPUs through one supervised, long-running nvidia-smi: probed, watched, restarted with patience, never orphaned. */
import type { MissingReason } from '../../../core/model/telemetry.ts'
import type { ChildLedger } from '../child-ledger.ts'
import type { LineChild } from '../line-child.ts'
import { ringPeriodMs, type Clock, type SampleSink, type SourceStatus, type TelemetrySource } from '../source.ts'
import { findNvidiaSmi } from './binary.ts'
import { chooseFields } from './fields.ts'
import { CardBook, type GpuInfo } from './card-book.ts'
import type { GpuRow } from './parse.ts'
import { PcieWatch } from './pcie.ts'
import { ProgramWatch, type ProgramTiming } from './programs.ts'
import { probeFields, startQuery, type QueryEnd } from './query.ts'
import { RowWatch } from './row-watch.ts'
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

export interface NvidiaSource extends TelemetrySource {
  /** The GPUs seen so far, by id. */
  gpus(): readonly GpuInfo[]
}

export interface NvidiaOptions {
  readonly find?: () => string | null
  readonly timing?: Partial<NvidiaTiming>
  readonly ledger?: ChildLedger | null
  /** The processes of the server under test; null while there is none. */
  readonly serverPids?: () => ReadonlySet<number> | null
  readonly programs?: Partial<ProgramTiming>
}

export function createNvidiaSource(options: NvidiaOptions = {}): NvidiaSource {
  const supervisor = new Supervisor(options)
  return {
    id: 'nvidia',
    setPeriod: (periodMs) => supervisor.setPeriod(periodMs),
    start: (sink, clock) => supervisor.start(sink, clock),
    stop: () => supervisor.stop(),
    status: () => supervisor.status(),
    gpus: () => supervisor.cards.infos(),
  }
}

interface Run {
  readonly sink: SampleSink
  readonly clock: Clock
  readonly binary: string
}

class Supervisor {
  readonly cards = new CardBook()
  readonly #options: NvidiaOptions
  #timing: NvidiaTiming
  readonly #find: () => string | null
  readonly #ledger: ChildLedger | null
  readonly #refused = new Set<string>()
  /** Offered fields by binary: asking takes seconds on some machines. */
  readonly #offers = new Map<string, Promise<ReadonlySet<string>>>()
  #run: Run | null = null
  #child: LineChild | null = null
  #programs: ProgramWatch | null = null
  #pcie: PcieWatch | null = null
  #watchdog: NodeJS.Timeout | undefined
  #retry: NodeJS.Timeout | undefined
  #failures = 0
  #inGap = false
  #reason: MissingReason | null = null
  #detail: string | null = null

  constructor(options: NvidiaOptions) {
    this.#options = options
    this.#timing = { ...defaultTiming, ...options.timing }
    this.#find = options.find ?? (() => findNvidiaSmi())
    this.#ledger = options.ledger ?? null
  }

  /** A loop that runs is started again with the new period. */
  setPeriod(periodMs: number): void {
    if (periodMs === this.#timing.periodMs || this.#options.timing?.periodMs !== undefined) return
    this.#timing = { ...this.#timing, periodMs }
    const run = this.#run
    if (run === null || this.#child === null) return
    clearTimeout(this.#watchdog)
    this.#child.end()
    this.#child = null
    this.#withOffer(run, (offered) => this.#launch(offered))
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
    this.#withOffer(run, (offered) => this.#launch(offered))
  }

  stop(): void {
    // Nothing ever came: the session shall say so, with the reason known by now.
    if (this.#run !== null && this.cards.isEmpty) this.#missAll(this.#run.sink, this.#run.clock.nowMs(), this.#reason ?? 'timeout')
    this.#run = null
    clearTimeout(this.#watchdog)
    clearTimeout(this.#retry)
    this.#child?.end()
    this.#child = null
    this.#programs?.stop()
    this.#programs = null
    this.#pcie?.stop()
    this.#pcie = null
  }

  status(): SourceStatus {
    if (this.#run === null && this.#reason === null && this.#find() === null) return { running: false, periodMs: null, reason: 'tool-missing', detail: null }
    const isLooping = this.#failures < loopAttempts
    const periodMs = this.#run === null ? null : isLooping ? this.#timing.periodMs : this.#timing.oneShotMs
    return { running: this.#child !== null, periodMs, reason: this.#reason, detail: this.#detail, programs: this.#programs?.programs() ?? undefined }
  }

  #withOffer(run: Run, go: (offered: ReadonlySet<string>) => void): void {
    const offer = this.#offers.get(run.binary) ?? probeFields(run.binary, this.#ledger)
    this.#offers.set(run.binary, offer)
    void offer.then((offered) => {
      if (this.#run === run) go(offered)
    })
  }

  /** What is asked beside the loop begins once there is a card to ask about. */
  #beginBeside({ binary, sink, clock }: Run): void {
    if (this.#programs !== null) return
    const common = { binary, sink, clock, ledger: this.#ledger }
    this.#programs = new ProgramWatch({ ...common, cards: this.cards, serverPids: this.#options.serverPids ?? (() => null), timing: this.#options.programs })
    this.#pcie = new PcieWatch({ ...common, cardAt: (index) => this.cards.at(index) })
  }

  #launch(offered: ReadonlySet<string>): void {
    const run = this.#run
    if (run === null) return
    const fields = chooseFields(offered, this.#refused)
    const isLoop = this.#failures < loopAttempts
    const seen = new Set<string>()
    const watch = new RowWatch(this.#timing.periodMs)
    this.#arm(this.#timing.firstRowMs)
    let tick = { atMs: 0, lastIndex: Number.POSITIVE_INFINITY }
    let rows = 0

    this.#child = startQuery(run.binary, fields, isLoop ? this.#timing.periodMs : null, {
      onRow: (row) => {
        const nowMs = run.clock.nowMs()
        // All GPUs of one round share a stamp; a round ends when the index starts over.
        if (row.index === null || row.index <= tick.lastIndex) tick = { atMs: nowMs, lastIndex: row.index ?? -1 }
        else tick = { atMs: tick.atMs, lastIndex: row.index }
        this.cards.learn(row)
        this.#beginBeside(run)
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
    const hadRows = !this.cards.isEmpty
    this.#reason = end.complaint?.reason ?? (hadRows ? 'gap' : 'unknown')
    this.#detail = end.detail
    if (!this.#inGap && hadRows) sink.event('sensor-gap', atMs, `nvidia-smi: ${end.detail}`, { source: 'nvidia' })
    this.#inGap = true
    if (hadRows) this.#missAll(sink, atMs, this.#reason)
  }

  #missAll(sink: SampleSink, atMs: number, reason: MissingReason): void {
    pushMissing(sink, this.cards.names, [], atMs, reason)
  }

  #waitMs(wasGood: boolean): number {
    const [first, second, patient] = this.#timing.backoffMs
    if (wasGood) return this.#timing.oneShotMs
    if (this.#failures === 1) return first
    return this.#failures === 2 ? second : this.#failures === loopAttempts ? this.#timing.oneShotMs : patient
  }
}
