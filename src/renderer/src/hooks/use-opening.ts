/** How far the recorder has come with opening one of these sessions; null until it says so, which it does of large ones only. */
import { useEffect, useState } from 'react'
import type { SessionId } from '../../../core/model/ids.ts'
import type { SessionOpening } from '../../../core/model/view.ts'
import { bench } from '../api.ts'

/** `key`: their ids, joined by commas. */
export function useOpening(key: string): SessionOpening | null {
  const [opening, setOpening] = useState<SessionOpening | null>(null)
  useEffect(() => {
    const ids = key.split(',') as SessionId[]
    return bench.on['sessions:opening']((news) => {
      if (ids.includes(news.sessionId)) setOpening(news)
    })
  }, [key])
  return opening !== null && key.split(',').includes(opening.sessionId) ? opening : null
}
