/** The stored sessions, kept current by events, with the changes a person can make shown at once. */
import { useCallback, useEffect, useMemo, useState } from 'react'
import type { SessionId } from '../../../../core/model/ids.ts'
import type { SessionListItem } from '../../../../core/model/view.ts'
import type { IpcError } from '../../../../shared/ipc/envelope.ts'
import { bench } from '../../api.ts'
import { useLoad, type Loaded } from '../../hooks/use-load.ts'

const listSessions = () => bench.call['sessions:list']()

export interface Sessions {
  readonly loaded: Loaded<readonly SessionListItem[]>
  readonly reload: () => void
  /** Each returns the error to show, or null. */
  readonly update: (id: SessionId, change: { readonly name?: string; readonly tags?: readonly string[] }) => Promise<IpcError | null>
  readonly remove: (id: SessionId) => Promise<IpcError | null>
  readonly restore: (id: SessionId) => Promise<IpcError | null>
}

export function useSessions(): Sessions {
  const { loaded, reload } = useLoad(listSessions)
  /** What was changed here and may not be in the list yet; null = deleted. */
  const [changed, setChanged] = useState<ReadonlyMap<SessionId, SessionListItem | null>>(new Map())
  useEffect(() => bench.on['sessions:changed'](reload), [reload])
  useEffect(() => setChanged(new Map()), [loaded])

  const update = useCallback<Sessions['update']>(async (sessionId, { name, tags }) => {
    const answer = await bench.call['sessions:update']({ sessionId, ...(name === undefined ? {} : { name }), ...(tags === undefined ? {} : { tags: [...tags] }) })
    if (!answer.ok) return answer.error
    setChanged((before) => new Map(before).set(sessionId, answer.value))
    return null
  }, [])
  const remove = useCallback<Sessions['remove']>(async (sessionId) => {
    const answer = await bench.call['sessions:delete']({ sessionId })
    if (!answer.ok) return answer.error
    setChanged((before) => new Map(before).set(sessionId, null))
    return null
  }, [])
  const restore = useCallback<Sessions['restore']>(
    async (sessionId) => {
      const answer = await bench.call['sessions:restore']({ sessionId })
      if (!answer.ok) return answer.error
      reload()
      return null
    },
    [reload],
  )
  const shown = useMemo<Sessions['loaded']>(() => {
    if (loaded.state !== 'ready' || changed.size === 0) return loaded
    const value = loaded.value.map((item) => (changed.has(item.id) ? (changed.get(item.id) ?? null) : item)).filter((item) => item !== null)
    return { state: 'ready', value }
  }, [loaded, changed])
  return { loaded: shown, reload, update, remove, restore }
}
