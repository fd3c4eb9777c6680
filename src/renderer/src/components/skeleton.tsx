/** A still grey shape in the real layout while something loads; no shimmer. */
import { cx } from './cx.ts'
import styles from './skeleton.module.css'

export type SkeletonProps = {
  readonly className?: string | undefined
  /** Several text lines, the last one shorter. */
  readonly lines?: number
}

/** Silent to screen readers: put `aria-busy` on the region that loads. */
export const Skeleton = ({ className, lines }: SkeletonProps) =>
  lines === undefined ? (
    <span aria-hidden className={cx(styles.block, className)} />
  ) : (
    <span aria-hidden className={cx(styles.lines, className)}>
      {Array.from({ length: lines }, (_, index) => (
        <span key={index} className={cx(styles.block, styles.line)} />
      ))}
    </span>
  )
