/** A headline figure: label, number and unit on one baseline, its n, its band in words, and the last minute below. */
import type { ReactNode } from 'react'
import { BandWord } from './band-word.tsx'
import { cx } from './cx.ts'
import { DefinitionTip } from './definition-tip.tsx'
import { Skeleton } from './skeleton.tsx'
import { Tooltip } from './tooltip.tsx'
import { seriesColour, type Band, type Series } from './tone.ts'
import { MissingValue, type Figure } from './value.tsx'
import styles from './stat.module.css'

export type StatProps = {
  readonly label: string
  readonly figure: Figure
  /** Explains the label on hover. */
  readonly definition?: string | undefined
  readonly definitionDetail?: string | undefined
  /** The key to the charts: a small square in the series' hue. */
  readonly series?: Series | undefined
  /** For example “n = 240”. */
  readonly sample?: string | undefined
  readonly band?: { readonly level: Band; readonly word: string } | undefined
  readonly sparkline?: ReactNode
  readonly loading?: boolean
  readonly className?: string | undefined
}

/** From this many characters on a figure is set smaller: a number that is cut off is a wrong number. */
const LONG_FIGURE = 7

const Reading = ({ figure }: { readonly figure: Figure }) => {
  if ('missing' in figure) return <MissingValue reason={figure.missing} className={styles.number} focusable />
  return (
    <Tooltip content={figure.full}>
      <span className={styles.figure}>
        <span className={cx(styles.number, figure.text.length >= LONG_FIGURE && styles.long)}>{figure.text}</span>
        {figure.unit !== undefined && <span className={styles.unit}>{figure.unit}</span>}
      </span>
    </Tooltip>
  )
}

/** One figure of a strip; wrap several in `StatStrip`. */
export const Stat = ({ label, figure, definition, definitionDetail, series, sample, band, sparkline, loading = false, className }: StatProps) => (
  <div className={cx(styles.stat, className)}>
    <div className={styles.head}>
      {series !== undefined && <span className={styles.key} style={{ background: seriesColour(series) }} aria-hidden />}
      {definition === undefined ? (
        <span className={styles.label} title={label}>
          {label}
        </span>
      ) : (
        <DefinitionTip className={styles.label} term={label} definition={definition} detail={definitionDetail} />
      )}
    </div>
    {loading ? <Skeleton className={styles.pending} /> : <Reading figure={figure} />}
    <div className={styles.foot}>
      {band !== undefined && <BandWord band={band.level} word={band.word} />}
      {sample !== undefined && <span className={styles.sample}>{sample}</span>}
    </div>
    {sparkline !== undefined && <div className={styles.spark}>{sparkline}</div>}
  </div>
)

/** A row of figures in one card, parted by hairlines; wraps into even columns. */
export const StatStrip = ({ children, className }: { readonly children: ReactNode; readonly className?: string | undefined }) => (
  <div className={cx(styles.strip, className)}>{children}</div>
)
