/** The window's only door to the other processes: typed calls and events from the preload, and streams of frames over ports of their own. */
import type { LiveFrame, MachineFrame } from '../../core/model/view.ts'
import { LIVE_PORT_MESSAGE, type BenchApi, type PreloadApi } from '../../shared/ipc/api.ts'

declare global {
  interface Window {
    readonly bench: PreloadApi
  }
}

type Waiting = (port: MessagePort) => void

/** Ports come in the order in which they were asked for. */
const waiting: Waiting[] = []
let isListening = false

function onPort(event: MessageEvent): void {
  const [port] = event.ports
  if (event.source !== window || event.data !== LIVE_PORT_MESSAGE || port === undefined) return
  const first = waiting.shift()
  if (first === undefined) port.close()
  else first(port)
}

function requestPort(use: Waiting): void {
  if (!isListening) window.addEventListener('message', onPort)
  isListening = true
  waiting.push(use)
  window.bench.requestLive()
}

/** Opens a stream to the recorder: every frame on it is acknowledged, so that it may send the next. */
function openStream<Frame extends { readonly seq: number }>(isFrame: (data: unknown) => data is Frame, listener: (frame: Frame) => void, greeting: object | null): () => void {
  let port: MessagePort | null = null
  let isClosed = false
  const onVisibility = (): void => port?.postMessage({ type: 'visible', visible: !document.hidden })
  const ask = (): void => requestPort((given) => {
    if (isClosed) return given.close()
    port?.close()
    port = given
    given.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (!isFrame(data)) return
      listener(data)
      given.postMessage({ type: 'ack', seq: data.seq })
    }
    if (greeting !== null) given.postMessage(greeting)
    if (document.hidden) onVisibility()
  })
  ask()
  // The other end of the port ended with the recorder before.
  const forget = window.bench.on['process:restarted'](({ process }) => {
    if (process === 'recorder') ask()
  })
  document.addEventListener('visibilitychange', onVisibility)
  return () => {
    isClosed = true
    forget()
    document.removeEventListener('visibilitychange', onVisibility)
    port?.close()
  }
}

const isMachineFrame = (data: unknown): data is MachineFrame => typeof data === 'object' && data !== null && 'kind' in data && data.kind === 'machine'
const isLiveFrame = (data: unknown): data is LiveFrame => !isMachineFrame(data)

export const bench: BenchApi = {
  get call() { return window.bench.call },
  get on() { return window.bench.on },
  get platform() { return window.bench.platform },
  openLive: (listener) => openStream(isLiveFrame, listener, null),
  openMachine: (listener) => openStream(isMachineFrame, listener, { type: 'machine' }),
}
