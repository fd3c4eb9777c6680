/** Saves the session as a report or as data. */
import { FileJson, FileText } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { SessionId } from '../../../../core/model/ids.ts'
import { nearestLanguage } from '../../../../shared/i18n/index.ts'
import { bench } from '../../api.ts'
import { Button } from '../../components/index.ts'
import { useSaveFile } from '../../hooks/use-save-file.ts'
import { settingsStore } from '../../stores/settings-store.ts'
import { useUiCommand } from '../../stores/ui-store.ts'

export function ExportButtons({ sessionId }: { readonly sessionId: SessionId }) {
  const { t, i18n } = useTranslation()
  const { busy, run } = useSaveFile((kind) => (kind === 'json'
    ? bench.call['export:json']({ sessionId })
    : bench.call['export:html']({ sessionId, language: nearestLanguage(i18n.language), theme: settingsStore.get().dark ? 'dark' : 'light' })))
  useUiCommand('export', () => { run('html') })
  return (
    <>
      <Button icon={FileJson} loading={busy === 'json'} onClick={() => { run('json') }}>{t('session:export.json')}</Button>
      <Button icon={FileText} variant="primary" loading={busy === 'html'} onClick={() => { run('html') }}>{t('session:export.html')}</Button>
    </>
  )
}
