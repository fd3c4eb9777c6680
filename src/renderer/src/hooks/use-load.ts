/** A call whose answer fills a view: loading, error or value, and a way to ask again without blanking what is shown. */
import { useCallback, useEffect, useRef, useState } from 'react'
import type { IpcError, IpcResult } from '../../../shared/ipc/envelope.ts'

export type Loaded<Value> =
  | { readonly state: 'loading' }
  | { readonly state: 'error'; readonly error: IpcError }
  | { readonly state: 'ready'; readonly value: Value }

/** `call` must keep its identity between renders (module scope or useCallback); a new one loads anew. Late answers are dropped. */
export function useLoad<Value>(call: () => Promise<IpcResult<Value>>): { readonly loaded: Loaded<Value>; readonly reload: () => void } {
  const [loaded, setLoaded] = useState<Loaded<Value>>({ state: 'loading' })
  const latest = useRef(0)
  const reload = useCallback(() => {
    latest.current += 1
    const own = latest.current
    void call().then((answer) => {
      if (own === latest.current) setLoaded(answer.ok ? { state: 'ready', value: answer.value } : { state: 'error', error: answer.error })
    })
  }, [call])
  useEffect(() => {
    reload()
    return () => {
      latest.current += 1
    }
  }, [reload])
  return { loaded, reload }
}
