/** Adds an exported session to the comparison: chosen in the system's dialog, or dropped onto the view. */
import { useState, type DragEvent } from 'react'
import { useLocation } from 'wouter'
import { maxCompared } from '../../../../core/model/comparison.ts'
import type { SessionId } from '../../../../core/model/ids.ts'
import type { ImportedFile } from '../../../../shared/ipc/contract.ts'
import type { IpcResult } from '../../../../shared/ipc/envelope.ts'
import { bench } from '../../api.ts'
import { useReportError } from '../../hooks/use-report-error.ts'
import { paths } from '../frame/paths.ts'
import { compareStore } from './compare-store.ts'

/** Larger ones are for the dialog, which need not hand their text through the window. */
const maxDropBytes = 128 * 1024 * 1024

export function useAddFile(sessionIds: readonly SessionId[]) {
  const [, navigate] = useLocation()
  const reportError = useReportError()
  const [isReading, setReading] = useState(false)
  const [isOver, setOver] = useState(false)
  const isFull = sessionIds.length >= maxCompared

  const ask = async (call: () => Promise<IpcResult<ImportedFile | null>>): Promise<SessionId | null> => {
    setReading(true)
    const answer = await call()
    setReading(false)
    if (!answer.ok) reportError(answer.error)
    return answer.ok ? (answer.value?.sessionId ?? null) : null
  }
  const add = (ids: readonly SessionId[]): void => {
    if (ids.length === 0) return
    const all = [...sessionIds, ...ids].slice(0, maxCompared)
    compareStore.set(all)
    navigate(paths.compare(all))
  }
  const open = async (): Promise<void> => {
    const id = await ask(() => bench.call['sessions:open-file']())
    if (id !== null) add([id])
  }
  const read = async (files: readonly File[]): Promise<void> => {
    const ids: SessionId[] = []
    for (const file of files.slice(0, maxCompared - sessionIds.length)) {
      const text = file.size > maxDropBytes ? '' : await file.text().catch(() => '')
      const id = await ask(() => bench.call['sessions:read-file']({ text }))
      if (id !== null) ids.push(id)
    }
    add(ids)
  }
  const hold = (event: DragEvent, over: boolean): void => {
    if (!event.dataTransfer.types.includes('Files')) return
    event.preventDefault()
    setOver(over)
  }
  return {
    isReading, isFull, isOver, open: () => void open(),
    drop: {
      onDragOver: (event: DragEvent) => hold(event, true),
      onDragLeave: (event: DragEvent) => hold(event, false),
      onDrop: (event: DragEvent) => {
        hold(event, false)
        void read([...event.dataTransfer.files])
      },
    },
  }
}
