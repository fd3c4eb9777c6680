/** A notice across the view: something to know, or something wrong, before any figure is read. */
import { CircleAlert, Info } from 'lucide-react'
import type { ReactNode } from 'react'
import { cx } from './cx.ts'
import { Icon } from './icon.tsx'
import styles from './banner.module.css'

export type BannerProps = {
  readonly tone: 'neutral' | 'poor' | 'bad'
  /** How it is announced where nothing is wrong; what is wrong is an alert. */
  readonly role?: 'status' | 'note'
  readonly children: ReactNode
}

/** An icon beside text. */
export const Banner = ({ tone, role = 'note', children }: BannerProps) => (
  <div role={tone === 'neutral' ? role : 'alert'} className={cx(styles.banner, tone !== 'neutral' && styles[tone])}>
    <Icon of={tone === 'neutral' ? Info : CircleAlert} className={styles.icon} />
    <div>{children}</div>
  </div>
)
