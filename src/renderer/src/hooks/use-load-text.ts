/** The load of a stage in the language of the window: “4 users”, “2.5 req/s Poisson”. */
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { loadText, missing } from '../../../core/format/index.ts'
import type { StageLoad } from '../../../core/model/load.ts'
import { useFormatter } from './use-formatter.ts'

export function useLoadText(): (load: StageLoad) => string {
  const { t } = useTranslation()
  const f = useFormatter()
  return useCallback((load) => loadText({ f, t: (key, params) => t(key, { ...params }) }, load) ?? missing, [f, t])
}
