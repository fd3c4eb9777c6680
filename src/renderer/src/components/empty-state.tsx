/** What a list or view says before it holds anything: what it is for, and one action. */
import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { cx } from './cx.ts'
import { Icon } from './icon.tsx'
import styles from './state.module.css'

export type EmptyStateProps = {
  readonly icon: LucideIcon
  readonly title: string
  readonly description: ReactNode
  /** One button. */
  readonly action?: ReactNode
  /** A quieter second way, as text or a ghost button. */
  readonly secondary?: ReactNode
  /** For use inside a card. */
  readonly compact?: boolean
}

/** Centred in the space it is given. */
export const EmptyState = ({ icon, title, description, action, secondary, compact = false }: EmptyStateProps) => (
  <div className={cx(styles.state, compact && styles.compact)}>
    <Icon of={icon} size="lg" className={styles.icon} />
    <h2 className={styles.title}>{title}</h2>
    <div className={styles.description}>{description}</div>
    {(action !== undefined || secondary !== undefined) && (
      <div className={styles.actions}>
        {action}
        {secondary}
      </div>
    )}
  </div>
)
