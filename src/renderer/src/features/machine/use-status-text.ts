/** How a source of signals does, in words: “nvidia-smi: running, 250 ms”, or why not; and which of its signals can't be had. */
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { reasonKey, signalNameKey, type Formatter } from '../../../../core/format/index.ts'
import type { MissingReason } from '../../../../core/model/telemetry.ts'
import type { SensorStatus } from '../../../../core/model/view.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'

/** Programs that are called by their name. */
const tools: Partial<Record<SensorStatus['id'], string>> = { nvidia: 'nvidia-smi' }

/** Reasons with words of their own in this place. */
function wordsFor({ id, reason }: SensorStatus): string | null {
  if (reason === null) return null
  if (id === 'nvidia' && reason === 'tool-missing') return 'session:reason.no-nvidia'
  if ((id === 'server' || id === 'metrics') && reason === 'not-applicable') return 'machine:source.onlyDuringRun'
  return reasonKey(reason)
}

export function stateText(status: SensorStatus, t: TFunction, format: Formatter): string {
  const reason = wordsFor(status)
  const tool = tools[status.id]
  const plain = status.running
    ? t('machine:source.running', { period: format.limit(status.periodMs ?? 1_000) })
    : reason === null ? t('machine:source.waiting') : t(reason)
  const state = tool !== undefined && status.running ? t('machine:source.withTool', { tool, state: plain }) : plain
  // What nobody has tried yet is of no concern where there is no such device.
  const parts = [state, ...(status.detail === null ? [] : [status.detail]), ...(status.unverified === true && status.reason !== 'no-device' ? [t('machine:source.unverified')] : [])]
  return parts.reduce((all, detail) => t('machine:source.withDetail', { state: all, detail }))
}

/** Signals with the same reason share a line. */
export function lackTexts({ running, notes = [] }: SensorStatus, t: TFunction): readonly string[] {
  if (!running) return []
  const byReason = new Map<MissingReason, string[]>()
  for (const { signal, reason } of notes) {
    const names = byReason.get(reason) ?? []
    byReason.set(reason, [...names, t(signalNameKey(signal))])
  }
  return [...byReason].map(([reason, names]) => t('machine:source.lacks', { signals: [...new Set(names)].join(t('machine:source.join')), reason: t(reasonKey(reason)) }))
}

export function useStatusText(): { readonly state: (status: SensorStatus) => string; readonly lacks: (status: SensorStatus) => readonly string[] } {
  const { t } = useTranslation()
  const format = useFormatter()
  return { state: (status) => stateText(status, t, format), lacks: (status) => lackTexts(status, t) }
}
