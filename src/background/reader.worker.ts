/** Entry of the thread that opens, analyses and compares stored sessions, so that the recorder's loop is free for the run in progress. */
import { setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { openStore, type Store } from '../node/db/store.ts'
import type { IpcError } from '../shared/ipc/envelope.ts'
import { toIpcError } from './recorder/call-error.ts'
import { LocalLibrary } from './recorder/library.ts'
import type { ReaderData, ReaderNews, ReaderOrder } from './recorder/reader-messages.ts'

/** Only on Linux a thread can step back alone: elsewhere this would be the whole recorder. */
const politeness = 10

function openFor({ dbPath, nativeBinding }: ReaderData): { readonly store: Store | null; readonly error: IpcError | null } {
  try {
    return { store: openStore(dbPath, { nativeBinding }), error: null }
  } catch (error) {
    return { store: null, error: toIpcError(error) }
  }
}

function stepBack(): void {
  try {
    if (process.platform === 'linux') setPriority(politeness)
  } catch {
    // Not allowed here; then it reads at the priority it has.
  }
}

if (parentPort === null) throw new Error('This entry only runs in a worker thread.')
const port = parentPort
stepBack()
const send = (news: ReaderNews): void => port.postMessage(news)
const { store, error } = openFor(workerData as ReaderData)
const library = new LocalLibrary(store, error, (opening) => send({ type: 'opening', opening }))

port.on('message', (order: ReaderOrder) => {
  if (order.type === 'forget') return library.forget(order.sessionId)
  if (order.type === 'limits') return library.setLimits(order.limits)
  const { callId, method, params } = order
  // The recorder's side of the port types its calls.
  void library.call(method, params as never).then(
    (value) => send({ type: 'answer', callId, result: { ok: true, value } }),
    (reason: unknown) => send({ type: 'answer', callId, result: { ok: false, error: toIpcError(reason) } }),
  )
})
