/** A surface that groups; separated by a hairline, never by a shadow. */
import { useId, type ReactNode } from 'react'
import { cx } from './cx.ts'
import styles from './card.module.css'

export type CardProps = {
  readonly children: ReactNode
  readonly title?: ReactNode
  /** Quiet text beside the title. */
  readonly note?: ReactNode
  readonly actions?: ReactNode
  /** `none` for tables and charts that reach the edge. */
  readonly padding?: 'normal' | 'none'
  readonly className?: string | undefined
}

/** A card; with a title it is a labelled region. */
export const Card = ({ children, title, note, actions, padding = 'normal', className }: CardProps) => {
  const id = useId()
  const hasHead = title !== undefined || actions !== undefined
  return (
    <section className={cx(styles.card, className)} {...(title === undefined ? {} : { 'aria-labelledby': id })}>
      {hasHead && (
        <header className={styles.head}>
          {title !== undefined && (
            <h2 id={id} className={styles.title}>
              {title}
            </h2>
          )}
          {note !== undefined && <span className={styles.note}>{note}</span>}
          {actions !== undefined && <div className={styles.actions}>{actions}</div>}
        </header>
      )}
      <div className={cx(padding === 'normal' && styles.body, hasHead && styles.belowHead)}>{children}</div>
    </section>
  )
}
