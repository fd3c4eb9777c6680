/** Catches a view that throws: says so, keeps the frame alive, offers the details for a report. */
import { Component, type ErrorInfo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, ErrorState } from '../../components/index.ts'

type State = { readonly error: Error | null; readonly where: string }

const Fallback = ({ error, where, onRetry }: { readonly error: Error; readonly where: string; readonly onRetry: () => void }) => {
  const { t } = useTranslation()
  return (
    <ErrorState
      title={t('frame:crash.title')}
      why={t('frame:crash.why')}
      todo={t('frame:crash.todo')}
      actions={<Button variant="primary" onClick={onRetry}>{t('common:tryAgain')}</Button>}
      details={{
        text: `${error.stack ?? error.message}\n${where}`,
        summary: t('common:details'),
        copyLabel: t('common:copyDetails'),
        copiedLabel: t('common:copied'),
      }}
    />
  )
}

/** Put a `key` on it to try again when what it holds changes. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { error: null, where: '' }

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { error: error instanceof Error ? error : new Error(String(error)) }
  }

  override componentDidCatch(_error: unknown, info: ErrorInfo): void {
    this.setState({ where: info.componentStack ?? '' })
  }

  override render(): ReactNode {
    const { error, where } = this.state
    if (error === null) return this.props.children
    return <Fallback error={error} where={where} onRetry={() => this.setState({ error: null, where: '' })} />
  }
}
