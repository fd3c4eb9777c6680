/** The last minute as one stroke; decoration for the eye beside a figure, so hidden from screen readers unless labelled. */
import { sparklinePath } from './sparkline-path.ts'
import { seriesColour, type Series } from './tone.ts'
import styles from './sparkline.module.css'

export type SparklineProps = {
  /** Equally spaced in time, oldest first; null where nothing was measured. */
  readonly values: readonly (number | null)[]
  readonly series: Series
  /** Accessible text; without it the drawing is silent. */
  readonly label?: string | undefined
  /** Starts the scale at zero: right for counts and rates, hides the shape of latencies. */
  readonly fromZero?: boolean
}

const BOX = { width: 120, height: 24 } as const

/** Fills the width it is given; doesn't animate. */
export const Sparkline = ({ values, series, label, fromZero = false }: SparklineProps) => (
  <svg
    className={styles.spark}
    viewBox={`0 0 ${BOX.width} ${BOX.height}`}
    preserveAspectRatio="none"
    {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
  >
    <path
      d={sparklinePath(values, { ...BOX, fromZero })}
      className={styles.stroke}
      vectorEffect="non-scaling-stroke"
      style={{ stroke: seriesColour(series) }}
    />
  </svg>
)
