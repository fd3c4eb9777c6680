/** One way to draw an icon: 16 px, 1.5 stroke, silent to screen readers because a word stands beside it. */
import type { LucideIcon } from 'lucide-react'
import { cx } from './cx.ts'
import styles from './icon.module.css'

export type IconProps = {
  readonly of: LucideIcon
  readonly size?: 'sm' | 'md' | 'lg'
  readonly className?: string | undefined
}

/** A decorative icon of the kept set. */
export const Icon = ({ of: Glyph, size = 'md', className }: IconProps) => (
  <Glyph aria-hidden focusable={false} strokeWidth={1.5} className={cx(styles.icon, styles[size], className)} />
)
