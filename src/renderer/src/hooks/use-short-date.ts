/** A date for a narrow column: with its time in this year, with its year before. */
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'

function shortDate(language: string): (epochMs: number) => string {
  const thisYear = new Date().getFullYear()
  const recent = new Intl.DateTimeFormat(language, { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const older = new Intl.DateTimeFormat(language, { year: 'numeric', month: 'short', day: 'numeric' })
  return (epochMs) => (new Date(epochMs).getFullYear() === thisYear ? recent : older).format(epochMs)
}

/** Takes ms since the epoch. */
export function useShortDate(): (epochMs: number) => string {
  const { i18n } = useTranslation()
  return useMemo(() => shortDate(i18n.language), [i18n.language])
}
