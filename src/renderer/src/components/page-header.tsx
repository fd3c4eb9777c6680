/** The 48 px header of every view: title, status, primary action. */
import type { ReactNode } from 'react'
import styles from './page-header.module.css'

export type PageHeaderProps = {
  readonly title: ReactNode
  /** Badges right after the title. */
  readonly status?: ReactNode
  /** Quiet context: server, model, time. */
  readonly meta?: ReactNode
  /** Secondary actions first, the primary one last. */
  readonly actions?: ReactNode
}

/** Holds the view's only `h1`. */
export const PageHeader = ({ title, status, meta, actions }: PageHeaderProps) => (
  <header className={styles.header}>
    <h1 className={styles.title} {...(typeof title === 'string' ? { title } : {})}>
      {title}
    </h1>
    {status !== undefined && <div className={styles.status}>{status}</div>}
    {meta !== undefined && <div className={styles.meta}>{meta}</div>}
    {actions !== undefined && <div className={styles.actions}>{actions}</div>}
  </header>
)
