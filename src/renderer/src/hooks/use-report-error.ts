/** Says a failed action in a toast: for actions that have no place of their own to show an error. */
import { useCallback } from 'react'
import type { IpcError } from '../../../shared/ipc/envelope.ts'
import { useToast } from '../components/index.ts'
import { useErrorText } from './use-error-text.ts'

export function useReportError(): (error: IpcError | null) => void {
  const { show } = useToast()
  const errorText = useErrorText()
  return useCallback(
    (error) => {
      if (error === null) return
      const { title, hint } = errorText(error)
      show({ tone: 'error', message: `${title} ${hint}` })
    },
    [show, errorText],
  )
}
