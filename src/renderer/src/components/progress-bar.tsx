/** How far a long piece of work is; without a known end it says so instead of pretending. */
import { cx } from './cx.ts'
import styles from './progress-bar.module.css'

export type ProgressBarProps = {
  /** Accessible name. */
  readonly label: string
  /** 0 to 1, or null where the end isn't known. */
  readonly value: number | null
  /** What is said instead of a percentage: “Stage 3 of 5, 42 s left”. */
  readonly text?: string | undefined
  readonly state?: 'normal' | 'error' | 'paused'
  /** Marks between parts (stages), each 0 to 1. */
  readonly marks?: readonly number[]
}

/** A 4 px bar. */
export const ProgressBar = ({ label, value, text, state = 'normal', marks = [] }: ProgressBarProps) => {
  const share = value === null ? null : Math.min(1, Math.max(0, value))
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={share === null ? undefined : Math.round(share * 100)}
      aria-valuetext={text}
      className={cx(styles.track, styles[state])}
    >
      <span className={cx(styles.fill, share === null && styles.unknown)} style={share === null ? undefined : { transform: `scaleX(${share})` }} />
      {marks.map((mark) => (
        <span key={mark} className={styles.mark} style={{ insetInlineStart: `${mark * 100}%` }} />
      ))}
    </div>
  )
}
