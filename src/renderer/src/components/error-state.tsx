/** A failure told whole: what happened, why, what to do, and the details to copy for a report. */
import { CircleAlert, Copy } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { Button } from './button.tsx'
import { cx } from './cx.ts'
import { Icon } from './icon.tsx'
import styles from './state.module.css'

export type ErrorStateProps = {
  /** What happened. */
  readonly title: string
  readonly why?: ReactNode
  /** What the person can do. */
  readonly todo?: ReactNode
  /** Retry, open settings… */
  readonly actions?: ReactNode
  /** Technical text, shown folded and copied. */
  readonly details?: { readonly text: string; readonly summary: string; readonly copyLabel: string; readonly copiedLabel: string } | undefined
  /** `inline` is a left-aligned block for cards and dialogs. */
  readonly layout?: 'page' | 'inline'
}

const CopyDetails = ({ text, copyLabel, copiedLabel }: Omit<NonNullable<ErrorStateProps['details']>, 'summary'>) => {
  const [copied, setCopied] = useState(false)
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text)
      setCopied(true)
    } catch {
      // The text stays selectable in the folded details, so a refused clipboard loses nothing.
      setCopied(false)
    }
  }
  return (
    <Button
      icon={Copy}
      size="sm"
      onClick={() => {
        void copy()
      }}
    >
      <span aria-live="polite">{copied ? copiedLabel : copyLabel}</span>
    </Button>
  )
}

/** Announced as an alert. */
export const ErrorState = ({ title, why, todo, actions, details, layout = 'page' }: ErrorStateProps) => (
  <div role="alert" className={cx(layout === 'page' ? styles.state : styles.inline)}>
    <Icon of={CircleAlert} size={layout === 'page' ? 'lg' : 'md'} className={styles.errorIcon} />
    <div className={styles.words}>
      <h2 className={styles.title}>{title}</h2>
      {why !== undefined && (
        <div className={styles.description} data-selectable>
          {why}
        </div>
      )}
      {todo !== undefined && <div className={styles.todo}>{todo}</div>}
      {(actions !== undefined || details !== undefined) && (
        <div className={styles.actions}>
          {actions}
          {details !== undefined && <CopyDetails {...details} />}
        </div>
      )}
      {details !== undefined && (
        <details className={styles.details}>
          <summary>{details.summary}</summary>
          <pre className={styles.pre}>{details.text}</pre>
        </details>
      )}
    </div>
  </div>
)
