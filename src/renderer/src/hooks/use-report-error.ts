/** Says a failed action in a toast: for actions that have no place of their own to show an error. */
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { IpcError } from '../../../shared/ipc/envelope.ts'
import { useToast } from '../components/index.ts'
import { useErrorText } from './use-error-text.ts'

export function useReportError(): (error: IpcError | null) => void {
  const { t, i18n } = useTranslation()
  const { show } = useToast()
  const errorText = useErrorText()
  return useCallback(
    (error) => {
      if (error === null) return
      const { title, hint, detail } = errorText(error)
      // The system's short codes have words here; anything else is told as it came.
      const word = detail !== null && /^E[A-Z]+$/.test(detail) && i18n.exists(`common:systemError.${detail}`) ? t(`common:systemError.${detail}`) : detail
      const why = word === null ? '' : ` (${word})`
      show({ tone: 'error', message: `${title} ${hint}${why}` })
    },
    [t, i18n, show, errorText],
  )
}
