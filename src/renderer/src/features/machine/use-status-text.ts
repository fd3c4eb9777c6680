/** How a source of signals does, in words: “running, every 250 ms”, or why not. */
import { useTranslation } from 'react-i18next'
import { reasonKey } from '../../../../core/format/index.ts'
import type { SensorStatus } from '../../../../core/model/view.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'

/** Reasons with words of their own in this place; the tool is called by its name. */
function wordsFor({ id, reason }: SensorStatus): string | null {
  if (reason === null) return null
  if (id === 'nvidia' && reason === 'tool-missing') return 'session:reason.no-nvidia'
  if ((id === 'server' || id === 'metrics') && reason === 'not-applicable') return 'machine:source.onlyDuringRun'
  return reasonKey(reason)
}

export function useStatusText(): (status: SensorStatus) => string {
  const { t } = useTranslation()
  const format = useFormatter()
  return (status) => {
    const reason = wordsFor(status)
    const state = status.running
      ? t('machine:source.running', { period: format.limit(status.periodMs ?? 1_000) })
      : reason === null ? t('machine:source.waiting') : t(reason)
    return status.running && status.detail !== null ? t('machine:source.withDetail', { state, detail: status.detail }) : state
  }
}
