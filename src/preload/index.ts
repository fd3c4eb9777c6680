/** The bridge into the sandboxed window: names become functions, nothing else. No channel name and no event object ever crosses. */
import { contextBridge, ipcRenderer } from 'electron'
import { callNames, eventNames, LIVE_CHANNEL } from '../shared/ipc/channels.ts'
import { LIVE_PORT_MESSAGE } from '../shared/ipc/api.ts'

const call = Object.fromEntries(callNames.map((name) => [name, (input: unknown) => ipcRenderer.invoke(name, input) as Promise<unknown>]))

const on = Object.fromEntries(
  eventNames.map((name) => [
    name,
    (listener: (payload: unknown) => void) => {
      const handler = (_event: unknown, payload: unknown): void => listener(payload)
      ipcRenderer.on(name, handler)
      return () => void ipcRenderer.off(name, handler)
    },
  ]),
)

ipcRenderer.on(LIVE_CHANNEL, (event) => window.postMessage(LIVE_PORT_MESSAGE, location.origin, [...event.ports]))

contextBridge.exposeInMainWorld('bench', {
  call,
  on,
  requestLive: () => ipcRenderer.send(LIVE_CHANNEL),
  platform: process.platform,
})
