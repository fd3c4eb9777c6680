/** The shape that all views share: the header stays, the content scrolls alone within its greatest width. */
import type { ReactNode } from 'react'
import { cx, PageHeader, type PageHeaderProps } from '../../components/index.ts'
import styles from './view.module.css'

export type ViewProps = PageHeaderProps & {
  readonly children: ReactNode
  /** `fill`: the content has the height of the window and scrolls inside itself, as a long table does. */
  readonly layout?: 'scroll' | 'fill'
}

export const View = ({ children, layout = 'scroll', ...header }: ViewProps) => (
  <div className={styles.view}>
    <PageHeader {...header} />
    <div className={cx(styles.body, layout === 'fill' && styles.fill)}>
      <div className={styles.content}>{children}</div>
    </div>
  </div>
)
