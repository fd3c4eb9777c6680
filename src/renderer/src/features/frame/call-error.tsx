/** A failed call in words, with its code to copy and a way to try again. */
import { useTranslation } from 'react-i18next'
import type { IpcError } from '../../../../shared/ipc/envelope.ts'
import { Button, ErrorState } from '../../components/index.ts'
import { useErrorText } from '../../hooks/use-error-text.ts'

export type CallErrorProps = {
  readonly error: IpcError
  readonly onRetry?: (() => void) | undefined
  readonly layout?: 'page' | 'inline'
}

export const CallError = ({ error, onRetry, layout = 'page' }: CallErrorProps) => {
  const { t } = useTranslation()
  const { title, hint, detail, technical } = useErrorText()(error)
  return (
    <ErrorState
      layout={layout}
      title={title}
      todo={hint}
      {...(detail === null ? {} : { why: detail })}
      {...(onRetry === undefined ? {} : { actions: <Button size="sm" onClick={onRetry}>{t('common:tryAgain')}</Button> })}
      details={{ text: technical, summary: t('common:details'), copyLabel: t('common:copyDetails'), copiedLabel: t('common:copied') }}
    />
  )
}
