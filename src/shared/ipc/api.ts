/** The shape of `window.bench`, derived from the contract. */
import type { LiveFrame } from '../../core/model/view.ts'
import type { CallInput, CallName, CallOutput, EventName, EventPayload } from './contract.ts'
import type { IpcResult } from './envelope.ts'

type Args<K extends CallName> = undefined extends CallInput<K> ? [] : [input: CallInput<K>]

export interface BenchApi {
  readonly call: { readonly [K in CallName]: (...args: Args<K>) => Promise<IpcResult<CallOutput<K>>> }
  /** Returns a function that unsubscribes. */
  readonly on: { readonly [K in EventName]: (listener: (payload: EventPayload<K>) => void) => () => void }
  /** Live frames of the run in progress, straight from the recorder. Acknowledge each: at most two are on the way. Returns a function that closes the stream. */
  readonly openLive: (listener: (frame: LiveFrame) => void) => () => void
  readonly platform: string
}
