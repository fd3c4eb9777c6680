/** The shape of `window.bench`, derived from the contract. */
import type { LiveFrame, MachineFrame } from '../../core/model/view.ts'
import type { CallInput, CallName, CallOutput, EventName, EventPayload } from './contract.ts'
import type { IpcResult } from './envelope.ts'

type Args<K extends CallName> = undefined extends CallInput<K> ? [] : [input: CallInput<K>]

/** The text of the window message that brings the live port from the preload to the page. */
export const LIVE_PORT_MESSAGE = 'bench:live-port'

/** What the preload exposes as `window.bench`. */
export interface PreloadApi {
  readonly call: { readonly [K in CallName]: (...args: Args<K>) => Promise<IpcResult<CallOutput<K>>> }
  /** Returns a function that unsubscribes. */
  readonly on: { readonly [K in EventName]: (listener: (payload: EventPayload<K>) => void) => () => void }
  /** Asks for a port to the recorder; it arrives as a window message. */
  readonly requestLive: () => void
  readonly platform: string
}

/** What the views use (src/renderer/src/api.ts). */
export interface BenchApi extends Omit<PreloadApi, 'requestLive'> {
  /** Live frames of the run in progress, straight from the recorder. Returns a function that closes the stream. */
  readonly openLive: (listener: (frame: LiveFrame) => void) => () => void
  /** Frames of the machine: its sensors are read while the stream is open. Returns a function that closes it. */
  readonly openMachine: (listener: (frame: MachineFrame) => void) => () => void
}
