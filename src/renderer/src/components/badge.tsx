/** A word with a tone; the tone never stands alone. */
import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { Icon } from './icon.tsx'
import { REACHABLE } from './reachable.ts'
import { Tooltip } from './tooltip.tsx'
import { cx } from './cx.ts'
import styles from './badge.module.css'

export type BadgeTone = 'neutral' | 'good' | 'acceptable' | 'poor' | 'bad' | 'outline'

export type BadgeProps = {
  readonly children: ReactNode
  readonly tone?: BadgeTone
  readonly icon?: LucideIcon | undefined
  /** A filled or pulsing dot before the word. */
  readonly dot?: 'still' | 'live' | undefined
  /** Explanation on hover and focus. */
  readonly tip?: ReactNode
}

/** A small label for state, kind or band. */
export const Badge = ({ children, tone = 'neutral', icon, dot, tip }: BadgeProps) => {
  const hasTip = tip !== undefined && tip !== null && tip !== ''
  return (
    <Tooltip content={tip}>
      <span className={cx(styles.badge, styles[tone])} {...(hasTip ? REACHABLE : {})}>
        {icon !== undefined && <Icon of={icon} size="sm" />}
        {dot !== undefined && <span className={cx(styles.dot, dot === 'live' && styles.live)} aria-hidden />}
        <span className={styles.text}>{children}</span>
      </span>
    </Tooltip>
  )
}
