/** Saves the comparison as a report or as data. */
import { FileJson, FileText } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Comparison } from '../../../../core/model/comparison.ts'
import { nearestLanguage } from '../../../../shared/i18n/index.ts'
import { bench } from '../../api.ts'
import { Button } from '../../components/index.ts'
import { useSaveFile } from '../../hooks/use-save-file.ts'
import { settingsStore } from '../../stores/settings-store.ts'
import { useUiCommand } from '../../stores/ui-store.ts'

/** File names have limits, and eight names in a row say less than two. */
const mostChars = 80

export function ExportComparison({ comparison: { sessions }, base }: { readonly comparison: Comparison; readonly base: number }) {
  const { t, i18n } = useTranslation()
  const { busy, run } = useSaveFile((kind) => bench.call['export:comparison']({
    sessionIds: sessions.map(({ meta }) => meta.id), kind, base, name: [t('compare:title'), ...sessions.map(({ meta }) => meta.name)].join(' - ').slice(0, mostChars),
    language: nearestLanguage(i18n.language), theme: settingsStore.get().dark ? 'dark' : 'light',
  }))
  useUiCommand('export', () => { run('html') })
  return (
    <>
      <Button icon={FileJson} loading={busy === 'json'} onClick={() => { run('json') }}>{t('session:export.json')}</Button>
      <Button icon={FileText} variant="primary" loading={busy === 'html'} onClick={() => { run('html') }}>{t('session:export.html')}</Button>
    </>
  )
}
