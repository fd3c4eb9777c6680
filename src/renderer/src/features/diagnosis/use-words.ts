/** Formatter and catalogue in the form that the shared texts take. */
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Words } from '../../../../core/format/diagnosis-text.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'

export function useWords(): Words {
  const { t } = useTranslation()
  const f = useFormatter()
  return useMemo(() => ({ f, t: (key, params) => t(key, { ...params }) }), [f, t])
}
