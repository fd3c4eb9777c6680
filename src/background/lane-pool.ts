/** Carries requests over lanes, each a thread with sockets and a loop of its own, so that a load beyond one core keeps exact stamps. */
import type { Worker } from 'node:worker_threads'
import { laneOf, mergedFigures, type LaneFigures } from '../core/measure/lanes.ts'
import type { CancelReason, Clock } from '../core/measure/ports.ts'
import { lostRecord } from '../core/measure/unsent.ts'
import type { LaneCommand, LaneData, LaneEvent } from './lane-protocol.ts'
import { SelfMonitor } from './self-monitor.ts'
import type { Delivered, Parcel, Wire, WireFigures } from './wire.ts'

/** Starts the thread of a lane; how depends on the host, because bundles have other files. */
export type StartLane = (data: LaneData) => Worker

export interface LanePoolOptions {
  readonly lanes: number
  readonly data: LaneData
  readonly start: StartLane
  readonly clock: Clock
  /** See `keepsUsers`. */
  readonly byUser: boolean
  /** A lane is gone, with the reason: the run can't go on. What it had open ends right after. */
  readonly onLost: (detail: string) => void
}

/** A burst leaves in messages of at most so many requests, so that the first are under way while the others are packed. */
const maxParcels = 16
/** How long a lane may take to start, and to end when nothing is open any more, ms. */
const startMs = 10_000
const closeMs = 1_000

interface OpenParcel {
  readonly parcel: Parcel
  readonly done: (delivered: Delivered) => void
}

/** One lane as the engine sees it. */
interface LaneLink {
  readonly number: number
  readonly worker: Worker
  readonly open: Map<number, OpenParcel>
  parcels: [number, Parcel][]
  chunks: number
  isReady: boolean
  isLost: boolean
  onPrepared: (() => void) | null
  readonly samples: Map<number, (figures: LaneFigures | null) => void>
}

export class LanePool implements Wire {
  /** A message between threads takes a fraction of a ms, more where threads wait for a core: a lane keeps the time itself. */
  readonly leadMs = 2
  private readonly options: LanePoolOptions
  private readonly lanes: readonly LaneLink[]
  private readonly waiting = new Set<() => void>()
  private readonly monitor = new SelfMonitor()
  private nextTicket = 0
  private nextSample = 0
  private isClosed = false

  constructor(options: LanePoolOptions) {
    this.options = options
    this.lanes = Array.from({ length: options.lanes }, (_, number) => this.startLane(number))
  }

  get chunks(): number {
    return this.lanes.reduce((total, { chunks }) => total + chunks, 0)
  }

  /** Resolves when all lanes can carry or are lost (see `onLost`); rejects when one does not start in time. */
  async ready(): Promise<void> {
    if (!(await this.until(() => this.lanes.every(({ isReady, isLost }) => isReady || isLost), startMs))) throw new Error('A lane of the engine did not start in time.')
  }

  async settled(): Promise<void> {
    await this.until(() => this.lanes.every(({ open }) => open.size === 0), null)
  }

  send(parcel: Parcel, done: (delivered: Delivered) => void): (reason: CancelReason) => void {
    const lane = this.lanes[laneOf(parcel.spec, this.options.byUser, this.lanes.length)]!
    const ticket = this.nextTicket
    this.nextTicket += 1
    lane.open.set(ticket, { parcel, done })
    if (lane.isLost) queueMicrotask(() => this.endLost(lane))
    else this.enqueue(lane, ticket, parcel)
    return (reason) => {
      this.flush(lane)
      if (lane.open.has(ticket) && !lane.isLost) post(lane, { type: 'cancel', tickets: [ticket], reason })
    }
  }

  prepare(users: number, firstIndex: number, done: () => void): void {
    const counts = new Map<LaneLink, number>()
    for (let user = 0; user < users; user += 1) {
      const lane = this.lanes[laneOf({ user, index: firstIndex + user, warmup: false }, this.options.byUser, this.lanes.length)]!
      counts.set(lane, (counts.get(lane) ?? 0) + 1)
    }
    const asked = this.lanes.filter(({ isLost }) => !isLost)
    let missing = asked.length
    const onPrepared = (): void => {
      missing -= 1
      if (missing === 0) done()
    }
    if (missing === 0) return done()
    for (const lane of asked) {
      lane.onPrepared = onPrepared
      post(lane, { type: 'prepare', users: counts.get(lane) ?? 0 })
    }
  }

  async sample(): Promise<WireFigures> {
    const { monitor } = this
    const { cpuPercent, rssBytes } = monitor.sample()
    const id = this.nextSample
    this.nextSample += 1
    const answers = await Promise.all(this.lanes.map((lane) => this.sampleOf(lane, id)))
    const lanes = answers.filter((answer) => answer !== null)
    return { ...mergedFigures(lanes, { cpuPercent, rssBytes, coversProcess: monitor.coversProcess }), lanes: this.lanes.length }
  }

  close(): void {
    this.isClosed = true
    this.monitor.stop()
    for (const lane of this.lanes) {
      if (lane.isLost) continue
      post(lane, { type: 'close' })
      const timer = setTimeout(() => void lane.worker.terminate(), closeMs)
      lane.worker.once('exit', () => clearTimeout(timer))
    }
  }

  private startLane(number: number): LaneLink {
    const worker = this.options.start(this.options.data)
    const lane: LaneLink = { number, worker, open: new Map(), parcels: [], chunks: 0, isReady: false, isLost: false, onPrepared: null, samples: new Map() }
    worker.on('message', (event: LaneEvent) => this.take(lane, event))
    worker.on('messageerror', (error) => this.lose(lane, error.message))
    worker.on('error', (error) => this.lose(lane, error instanceof Error ? error.message : String(error)))
    worker.on('exit', (code) => this.lose(lane, `it ended with code ${code}`))
    return lane
  }

  private take(lane: LaneLink, event: LaneEvent): void {
    switch (event.type) {
      case 'ready':
        lane.isReady = true
        return this.look()
      case 'delivered':
        lane.chunks = event.chunks
        for (const [ticket, delivered] of event.all) this.finish(lane, ticket, delivered)
        return this.look()
      case 'chunks':
        lane.chunks = event.chunks
        return
      case 'prepared':
        return this.prepared(lane)
      case 'sample':
        lane.samples.get(event.id)?.(event.figures)
        return
    }
  }

  private finish(lane: LaneLink, ticket: number, delivered: Delivered): void {
    const found = lane.open.get(ticket)
    lane.open.delete(ticket)
    found?.done(delivered)
  }

  private prepared(lane: LaneLink): void {
    const { onPrepared } = lane
    lane.onPrepared = null
    onPrepared?.()
  }

  /** Requests that become due in the same turn leave together. */
  private enqueue(lane: LaneLink, ticket: number, parcel: Parcel): void {
    if (lane.parcels.length === 0) queueMicrotask(() => this.flush(lane))
    lane.parcels.push([ticket, parcel])
    if (lane.parcels.length >= maxParcels) this.flush(lane)
  }

  private flush(lane: LaneLink): void {
    const { parcels } = lane
    lane.parcels = []
    if (parcels.length > 0 && !lane.isLost) post(lane, { type: 'send', parcels })
  }

  private sampleOf(lane: LaneLink, id: number): Promise<LaneFigures | null> {
    if (lane.isLost) return Promise.resolve(null)
    return new Promise((resolve) => {
      lane.samples.set(id, (figures) => {
        lane.samples.delete(id)
        resolve(figures)
      })
      post(lane, { type: 'sample', id })
    })
  }

  /** The run hears of it first, so that it sends nothing more on account of what ends next. */
  private lose(lane: LaneLink, reason: string): void {
    if (lane.isLost) return
    lane.isLost = true
    for (const answer of lane.samples.values()) answer(null)
    if (!this.isClosed) this.options.onLost(`Lane ${lane.number + 1} of ${this.lanes.length} of the engine is gone: ${reason}`)
    this.endLost(lane)
    this.prepared(lane)
    this.look()
  }

  private endLost(lane: LaneLink): void {
    const atMs = this.options.clock.nowMs()
    for (const [ticket, { parcel }] of lane.open) this.finish(lane, ticket, { record: lostRecord(parcel.spec, atMs), freeAtMs: atMs, answer: '', answerText: null })
    this.look()
  }

  /** Whether it came to be within the time. */
  private until(isMet: () => boolean, timeoutMs: number | null): Promise<boolean> {
    if (isMet()) return Promise.resolve(true)
    return new Promise((resolve) => {
      const end = (met: boolean): void => {
        clearTimeout(timer)
        this.waiting.delete(look)
        resolve(met)
      }
      const look = (): void => {
        if (isMet()) end(true)
      }
      const timer = timeoutMs === null ? undefined : setTimeout(() => end(false), timeoutMs)
      this.waiting.add(look)
    })
  }

  private look(): void {
    for (const look of this.waiting) look()
  }
}

function post(lane: LaneLink, command: LaneCommand): void {
  lane.worker.postMessage(command)
}
