/** Numbers and dates in the language of the window. */
import { useTranslation } from 'react-i18next'
import { formatterFor, type Formatter } from '../../../core/format/index.ts'
import { nearestLanguage } from '../../../shared/i18n/index.ts'

export function useFormatter(): Formatter {
  const { i18n } = useTranslation()
  return formatterFor(nearestLanguage(i18n.language))
}
