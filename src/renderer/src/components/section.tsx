/** A headed part of a view, on the background itself. */
import { useId, type ReactNode } from 'react'
import { cx } from './cx.ts'
import styles from './section.module.css'

export type SectionProps = {
  readonly title: ReactNode
  readonly children: ReactNode
  /** One sentence on what the part answers. */
  readonly description?: ReactNode
  readonly actions?: ReactNode
  readonly className?: string | undefined
}

/** Title row over content. */
export const Section = ({ title, children, description, actions, className }: SectionProps) => {
  const id = useId()
  return (
    <section className={cx(styles.section, className)} aria-labelledby={id}>
      <header className={styles.head}>
        <div className={styles.words}>
          <h2 id={id} className={styles.title}>
            {title}
          </h2>
          {description !== undefined && <p className={styles.description}>{description}</p>}
        </div>
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      </header>
      {children}
    </section>
  )
}
