/** Saves the session as a report or as data; afterwards a toast offers to show the file in its folder. */
import { FileJson, FileText } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionId } from '../../../../core/model/ids.ts'
import { nearestLanguage } from '../../../../shared/i18n/index.ts'
import type { SavedFile } from '../../../../shared/ipc/contract.ts'
import type { IpcResult } from '../../../../shared/ipc/envelope.ts'
import { bench } from '../../api.ts'
import { Button, useToast } from '../../components/index.ts'
import { useReportError } from '../../hooks/use-report-error.ts'
import { settingsStore } from '../../stores/settings-store.ts'
import { useUiCommand } from '../../stores/ui-store.ts'

type Kind = 'html' | 'json'

/** Saving through main's dialog; `busy` names the one under way. */
function useExport(sessionId: SessionId): { readonly busy: Kind | null; readonly run: (kind: Kind) => void } {
  const { t, i18n } = useTranslation()
  const { show } = useToast()
  const reportError = useReportError()
  const [busy, setBusy] = useState<Kind | null>(null)

  const save = (kind: Kind): Promise<IpcResult<SavedFile | null>> => kind === 'json'
    ? bench.call['export:json']({ sessionId })
    : bench.call['export:html']({ sessionId, language: nearestLanguage(i18n.language), theme: settingsStore.get().dark ? 'dark' : 'light' })

  const reveal = async (token: string): Promise<void> => {
    const answer = await bench.call['export:reveal']({ token })
    if (!answer.ok) reportError(answer.error)
  }
  const run = async (kind: Kind): Promise<void> => {
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

export function ExportButtons({ sessionId }: { readonly sessionId: SessionId }) {
  const { t } = useTranslation()
  const { busy, run } = useExport(sessionId)
  useUiCommand('export', () => { run('html') })
  return (
    <>
      <Button icon={FileJson} loading={busy === 'json'} onClick={() => { run('json') }}>{t('session:export.json')}</Button>
      <Button icon={FileText} variant="primary" loading={busy === 'html'} onClick={() => { run('html') }}>{t('session:export.html')}</Button>
    </>
  )
}
