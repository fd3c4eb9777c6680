/** Lengths of time in words of the language: `55 s`, `1 min 5 s`, `2 h 10 min`. */
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'

/** Takes ms; rounds to whole seconds, to whole minutes from one hour on. */
export function useDurationText(): (ms: number) => string {
  const { t } = useTranslation()
  return useCallback(
    (ms) => {
      const total = Math.round(ms / 1000)
      const [h, m, s] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60]
      if (h > 0) return m === 0 ? t('common:duration.h', { h }) : t('common:duration.hm', { h, m })
      if (m > 0) return s === 0 ? t('common:duration.m', { m }) : t('common:duration.ms', { m, s })
      return t('common:duration.s', { s })
    },
    [t],
  )
}
