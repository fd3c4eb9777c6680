/** What carries built requests to the server and their answers back: sockets of this thread, or lanes in threads of their own. */
import type { ClientSample } from '../core/model/client-health.ts'
import type { CancelReason } from '../core/measure/ports.ts'
import type { RequestRecord } from '../core/model/request.ts'
import type { ExchangeSpec } from '../core/protocol/exchange.ts'

/** A request that is ready to be sent, head and body. */
export interface Parcel {
  readonly spec: ExchangeSpec
  readonly payload: Uint8Array
}

/** How it ended, with the texts that were to be kept. */
export interface Delivered {
  readonly record: RequestRecord
  /** The stamp at which its user could go on. */
  readonly freeAtMs: number
  /** The visible text; empty where it was not kept. */
  readonly answer: string
  /** All text, reasoning included; null where it was not kept. */
  readonly answerText: string | null
}

/** What the threads that carry say of themselves since they were last asked; connections since the start of the run. */
export type WireFigures = Omit<ClientSample, 'atMs' | 'stage'>

export interface Wire {
  /** See `Sender`. */
  readonly leadMs: number
  /** Token events of the load stamped since the start of the run. */
  readonly chunks: number
  /** Sends at once and calls `done` exactly once, never before it returned. Returns what cancels the request (also through `done`, at once or later). */
  send(parcel: Parcel, done: (delivered: Delivered) => void): (reason: CancelReason) => void
  /** Makes connections stand ready for requests of these users, the first of which has the index `firstIndex`; calls `done` once, whether it worked or not. */
  prepare(users: number, firstIndex: number, done: () => void): void
  /** The figures are of the time until this is called, whenever they come. */
  sample(): Promise<WireFigures>
  /** Resolves when no request is open any more. */
  settled(): Promise<void>
  close(): void
}
