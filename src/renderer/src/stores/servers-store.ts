/** The servers known to the app, and whether a scan is under way; the first scan starts with the window. */
import type { ServerId } from '../../../core/model/ids.ts'
import type { ServerInfo } from '../../../core/model/server.ts'
import type { IpcError } from '../../../shared/ipc/envelope.ts'
import { bench } from '../api.ts'
import { createStore, useStore } from './store.ts'

export interface ServersState {
  readonly servers: readonly ServerInfo[]
  readonly scanning: boolean
  /** False until the first scan has ended: an empty list then means nothing yet. */
  readonly scanned: boolean
  readonly error: IpcError | null
  /** The simulator that this window started, which is the only one it may stop. */
  readonly simulatorId: ServerId | null
}

export const serversStore = createStore<ServersState>({ servers: [], scanning: false, scanned: false, error: null, simulatorId: null })

export const useServers = (): ServersState => useStore(serversStore)

function patch(change: Partial<ServersState>): void {
  serversStore.update((state) => ({ ...state, ...change }))
}

/** Probes the well-known loopback ports and all added servers. A second call during a scan does nothing. */
export async function scanServers(): Promise<void> {
  if (serversStore.get().scanning) return
  patch({ scanning: true, error: null })
  const answer = await bench.call['servers:discover']()
  patch({ scanning: false, scanned: true, ...(answer.ok ? { servers: answer.value } : { error: answer.error }) })
}

/** Starts the bundled simulator. @returns the error to show, or null. */
export async function startSimulator(): Promise<IpcError | null> {
  const answer = await bench.call['simulator:start']()
  if (!answer.ok) return answer.error
  patch({ simulatorId: answer.value.id })
  return null
}

/** Stops the bundled simulator. @returns the error to show, or null. */
export async function stopSimulator(): Promise<IpcError | null> {
  const answer = await bench.call['simulator:stop']()
  if (!answer.ok) return answer.error
  patch({ simulatorId: null })
  return null
}

/** Follows the list and starts the first scan. Call it once. */
export function connectServers(): void {
  bench.on['servers:changed']((servers) => patch({ servers }))
  void scanServers()
}
