/** Formatter and catalogue together, as the texts of a comparison take them. */
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Formatter, Translate } from '../../../../core/format/index.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'

export type Words = { readonly f: Formatter; readonly t: Translate }

export function useWords(): Words {
  const { t } = useTranslation()
  const f = useFormatter()
  return useMemo(() => ({ f, t: (key, params) => t(key, { ...params }) }), [f, t])
}
