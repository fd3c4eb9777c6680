/** The messages between the engine and its lanes, threads that only carry requests. Plain data only; stamps are transferred, not copied. */
import type { CancelReason } from '../core/measure/ports.ts'
import type { LaneFigures } from '../core/measure/lanes.ts'
import type { ApiKind, Timeouts } from '../core/model/plan.ts'
import type { PinnedTarget } from '../node/http/resolve.ts'
import type { Delivered, Parcel } from './wire.ts'

/** What a lane is started with (`workerData`). Holds no key: the requests come with their heads. */
export interface LaneData {
  readonly target: Omit<PinnedTarget, 'url'> & { readonly url: string }
  readonly api: ApiKind
  readonly timeouts: Timeouts
  readonly originNs: string
}

/** engine → lane. A `ticket` names a request for as long as it is open. */
export type LaneCommand =
  | { readonly type: 'send'; readonly parcels: readonly (readonly [ticket: number, parcel: Parcel])[] }
  | { readonly type: 'cancel'; readonly tickets: readonly number[]; readonly reason: CancelReason }
  | { readonly type: 'prepare'; readonly users: number }
  | { readonly type: 'sample'; readonly id: number }
  /** No request is open any more. */
  | { readonly type: 'close' }

/** lane → engine. `chunks` counts the token events of the load since the start of the run. */
export type LaneEvent =
  | { readonly type: 'ready' }
  | { readonly type: 'delivered'; readonly all: readonly (readonly [ticket: number, delivered: Delivered])[]; readonly chunks: number }
  | { readonly type: 'chunks'; readonly chunks: number }
  | { readonly type: 'prepared' }
  | { readonly type: 'sample'; readonly id: number; readonly figures: LaneFigures }

/** The buffers of records that can change hands. */
export function buffersOf(all: readonly (readonly [number, Delivered])[]): ArrayBuffer[] {
  return all.flatMap(([, { record: { chunkAtMs, chunkTokens } }]) =>
    [chunkAtMs, chunkTokens].flatMap((list) => (list !== null && list.buffer instanceof ArrayBuffer && list.byteLength === list.buffer.byteLength && list.byteLength > 0 ? [list.buffer] : [])))
}
