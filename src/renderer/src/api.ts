/** The window's only door to the other processes: typed calls and events from the preload, and the live stream over its own port. */
import type { LiveFrame } from '../../core/model/view.ts'
import { LIVE_PORT_MESSAGE, type BenchApi, type PreloadApi } from '../../shared/ipc/api.ts'

declare global {
  interface Window {
    readonly bench: PreloadApi
  }
}

/** Opens the live stream: the recorder answers with a port, every frame on it is acknowledged so that it may send the next. */
function openLive(listener: (frame: LiveFrame) => void): () => void {
  let port: MessagePort | null = null
  const onVisibility = (): void => port?.postMessage({ type: 'visible', visible: !document.hidden })
  const onPort = (event: MessageEvent): void => {
    if (event.source !== window || event.data !== LIVE_PORT_MESSAGE || port !== null) return
    port = event.ports[0] ?? null
    if (port === null) return
    port.onmessage = (message: MessageEvent<LiveFrame>) => {
      listener(message.data)
      port?.postMessage({ type: 'ack', seq: message.data.seq })
    }
    if (document.hidden) onVisibility()
  }
  window.addEventListener('message', onPort)
  document.addEventListener('visibilitychange', onVisibility)
  window.bench.requestLive()
  return () => {
    window.removeEventListener('message', onPort)
    document.removeEventListener('visibilitychange', onVisibility)
    port?.close()
  }
}

export const bench: BenchApi = {
  get call() { return window.bench.call },
  get on() { return window.bench.on },
  get platform() { return window.bench.platform },
  openLive,
}
