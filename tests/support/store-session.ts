/** Puts a made-up session into a database, as if it had been run. */
import { summaryOf } from '../../src/background/recorder/history.ts'
import { analyseSession } from '../../src/core/analysis/index.ts'
import type { SessionId } from '../../src/core/model/ids.ts'
import type { StoredSession } from '../../src/core/model/stored-session.ts'
import { openStore } from '../../src/node/db/store.ts'

export function storeSession(dbPath: string, stored: StoredSession, { id, name, createdAtMs }: { readonly id: string; readonly name: string; readonly createdAtMs: number }): SessionId {
  const store = openStore(dbPath)
  try {
    const { meta: { plan, host, durationMs, failure, status }, requests, events, clientSamples, telemetry } = stored
    const pk = store.create({ id: id as SessionId, name, createdAtMs, plan, host }, { pid: process.pid, start: null })
    store.write(pk, { requests, events, clientSamples, telemetry }, createdAtMs)
    store.finish(pk, { status: status === 'running' ? 'interrupted' : status, failure, durationMs: durationMs ?? 0 })
    store.setSummary(pk, summaryOf(analyseSession(stored)))
    store.checkpoint()
    return id as SessionId
  } finally {
    store.close()
  }
}
