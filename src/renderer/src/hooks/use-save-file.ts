/** Saves a document through main's dialog; afterwards a toast offers to show the file in its folder. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SavedFile } from '../../../shared/ipc/contract.ts'
import type { IpcResult } from '../../../shared/ipc/envelope.ts'
import { bench } from '../api.ts'
import { useToast } from '../components/index.ts'
import { useReportError } from './use-report-error.ts'

export type FileKind = 'html' | 'json'

/** `busy` names the kind under way; meanwhile `run` does nothing. */
export function useSaveFile(save: (kind: FileKind) => Promise<IpcResult<SavedFile | null>>): { readonly busy: FileKind | null; readonly run: (kind: FileKind) => void } {
  const { t } = useTranslation()
  const { show } = useToast()
  const reportError = useReportError()
  const [busy, setBusy] = useState<FileKind | null>(null)

  const reveal = async (token: string): Promise<void> => {
    const answer = await bench.call['export:reveal']({ token })
    if (!answer.ok) reportError(answer.error)
  }
  const run = async (kind: FileKind): Promise<void> => {
    setBusy(kind)
    const answer = await save(kind)
    setBusy(null)
    if (!answer.ok) reportError(answer.error)
    else if (answer.value !== null) {
      const { fileName, token } = answer.value
      show({ message: t('session:export.saved', { fileName }), action: { label: t('session:export.reveal'), onAction: () => { void reveal(token) } } })
    }
  }
  return { busy, run: (kind) => { if (busy === null) void run(kind) } }
}
