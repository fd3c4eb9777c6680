/** One lane: carries the requests that the engine hands it over sockets of its own, on the engine's clock, and says what became of them. */
import { adapterOf } from '../core/protocol/adapters/index.ts'
import type { CancelReason } from '../core/measure/ports.ts'
import { unsentRecord } from '../core/measure/unsent.ts'
import { AlarmClock } from '../node/alarm-clock.ts'
import { sessionClock, type SessionClock } from '../node/clock.ts'
import { HttpClient } from '../node/http/http-client.ts'
import { buffersOf, type LaneCommand, type LaneData, type LaneEvent } from './lane-protocol.ts'
import { SelfMonitor } from './self-monitor.ts'
import { SocketWire } from './socket-wire.ts'
import type { Delivered, Parcel } from './wire.ts'

/** How often the live view hears of tokens of requests that are still open, ms. */
const chunksMs = 100

export type PostLaneEvent = (event: LaneEvent, transfer: readonly ArrayBuffer[]) => void

export class Lane {
  private readonly post: PostLaneEvent
  private readonly clock: SessionClock
  private readonly alarms: AlarmClock
  private readonly wire: SocketWire
  private readonly counting: NodeJS.Timeout
  private readonly open = new Map<number, (reason: CancelReason) => void>()
  private delivered: (readonly [number, Delivered])[] = []
  private toldChunks = 0

  constructor(data: LaneData, post: PostLaneEvent) {
    this.post = post
    this.clock = sessionClock(BigInt(data.originNs))
    this.alarms = new AlarmClock(this.clock)
    const { clock } = this
    const client = new HttpClient({ ...data.target, url: new URL(data.target.url) }, clock.nowMs)
    this.wire = new SocketWire({ client, clock, adapter: adapterOf(data.api), timeouts: data.timeouts, monitor: new SelfMonitor() })
    this.counting = setInterval(() => this.tellChunks(), chunksMs)
  }

  take(command: LaneCommand): void {
    switch (command.type) {
      case 'send':
        for (const [ticket, parcel] of command.parcels) this.sendWhenDue(ticket, parcel)
        return
      case 'cancel':
        for (const ticket of command.tickets) this.open.get(ticket)?.(command.reason)
        return
      case 'prepare':
        return this.wire.prepare(command.users, 0, () => this.post({ type: 'prepared' }, []))
      case 'sample':
        void this.wire.sample().then((figures) => this.post({ type: 'sample', id: command.id, figures }, []))
        return
      case 'close':
        return this.close()
    }
  }

  /** A request of a schedule comes a little before its time. */
  private sendWhenDue(ticket: number, parcel: Parcel): void {
    const { dueAtMs } = parcel.spec
    const send = (): void => void this.open.set(ticket, this.wire.send(parcel, (delivered) => this.onDelivered(ticket, delivered)))
    if (dueAtMs <= this.clock.nowMs()) return send()
    const forget = this.alarms.at(dueAtMs, send)
    this.open.set(ticket, () => {
      forget()
      const atMs = this.clock.nowMs()
      this.onDelivered(ticket, { record: unsentRecord(parcel.spec, atMs), freeAtMs: atMs, answer: '', answerText: null })
    })
  }

  private close(): void {
    clearInterval(this.counting)
    this.wire.close()
  }

  /** All that ended in one turn leaves in one message, at the end of it. */
  private onDelivered(ticket: number, delivered: Delivered): void {
    this.open.delete(ticket)
    if (this.delivered.length === 0) queueMicrotask(() => this.deliver())
    this.delivered.push([ticket, delivered])
  }

  private deliver(): void {
    const all = this.delivered
    this.delivered = []
    this.toldChunks = this.wire.chunks
    this.post({ type: 'delivered', all, chunks: this.toldChunks }, buffersOf(all))
  }

  private tellChunks(): void {
    const { chunks } = this.wire
    if (chunks === this.toldChunks) return
    this.toldChunks = chunks
    this.post({ type: 'chunks', chunks }, [])
  }
}
