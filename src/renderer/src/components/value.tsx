/** A figure in running text or a table cell: number and unit, full value on hover, or a dash with the reason. */
import { REACHABLE } from './reachable.ts'
import { Tooltip } from './tooltip.tsx'
import { cx } from './cx.ts'
import styles from './value.module.css'

/** A formatted figure. `missing` carries the translated reason. */
export type Figure = { readonly text: string; readonly unit?: string | undefined; readonly full?: string | undefined } | { readonly missing: string }

export type ValueProps = { readonly figure: Figure; readonly className?: string | undefined }

/** One figure. */
export const Value = ({ figure, className }: ValueProps) => {
  if ('missing' in figure) return <MissingValue reason={figure.missing} className={className} />
  const body = (
    <span className={cx(styles.value, className)}>
      {figure.text}
      {figure.unit !== undefined && figure.unit !== '' && <span className={styles.unit}>{figure.unit}</span>}
    </span>
  )
  return figure.full === undefined ? body : <Tooltip content={figure.full}>{body}</Tooltip>
}

export type MissingValueProps = {
  readonly reason: string
  readonly className?: string | undefined
  /** Puts the dash in the Tab order, so that the reason can be seen without a pointer; for headline figures. */
  readonly focusable?: boolean
}

/** A dash that says why on hover, and in full to screen readers. */
export const MissingValue = ({ reason, className, focusable = false }: MissingValueProps) => (
  <Tooltip content={reason}>
    {/* The reason is already in the text below, so the tip must not be read a second time. */}
    <span className={cx(styles.missing, className)} aria-describedby={undefined} {...(focusable ? REACHABLE : {})}>
      <span aria-hidden>–</span>
      <span className="visually-hidden">{reason}</span>
    </span>
  </Tooltip>
)
