/** Closes sessions whose recorder died: interrupted, with everything stored up to then, and analysed like any other. */
import { analyseSession } from '../../core/analysis/index.ts'
import type { SessionId } from '../../core/model/ids.ts'
import type { Store } from '../../node/db/store.ts'
import { isAlive } from '../../node/process-identity.ts'
import { summaryOf } from './history.ts'

/** A deleted session can be brought back this long, also across a restart. */
const undoMs = 10 * 60_000

/** Another process may be recording at this very moment: only sessions without a living owner are touched. Returns their ids. */
export function recoverSessions(store: Store, ownSession: SessionId | null, nowMs: number): readonly SessionId[] {
  const orphans = store.sessions.running().filter((one) => one.id !== ownSession && !isAlive(one.owner, one.seenAtMs, nowMs))
  for (const orphan of orphans) {
    store.finish(orphan.pk, {
      status: 'interrupted',
      failure: { code: orphan.app !== null && isAlive(orphan.app, orphan.seenAtMs, nowMs) ? 'recorder-crashed' : 'app-ended', detail: '' },
      durationMs: store.lastStoredAtMs(orphan.pk),
    })
    const stored = store.load(orphan.id)
    if (stored !== null) store.setSummary(orphan.pk, summaryOf(analyseSession(stored)))
  }
  return orphans.map((orphan) => orphan.id)
}

/** Removes for good what was deleted long enough ago. */
export function purgeDeleted(store: Store, nowMs: number): number {
  return store.purge(nowMs - undoMs)
}
