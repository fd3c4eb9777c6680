/** One of a few, all visible; native radio buttons, so arrow keys and forms work by themselves. */
import { useId } from 'react'
import { cx } from './cx.ts'
import styles from './segmented-control.module.css'

export type Segment<Value extends string> = {
  readonly value: Value
  readonly label: string
  readonly disabled?: boolean
}

export type SegmentedControlProps<Value extends string> = {
  /** Accessible name of the group. */
  readonly label: string
  readonly value: Value
  readonly onChange: (value: Value) => void
  readonly segments: readonly Segment<Value>[]
  readonly size?: 'md' | 'sm'
}

/** For two to five short choices; more belong in a `Select`. */
export const SegmentedControl = <Value extends string>({ label, value, onChange, segments, size = 'md' }: SegmentedControlProps<Value>) => {
  const name = useId()
  return (
    <div role="radiogroup" aria-label={label} className={cx(styles.group, size === 'sm' && styles.small)}>
      {segments.map((segment) => (
        <label key={segment.value} className={styles.segment}>
          <input
            type="radio"
            name={name}
            className={styles.input}
            value={segment.value}
            checked={segment.value === value}
            disabled={segment.disabled === true}
            onChange={() => {
              onChange(segment.value)
            }}
          />
          <span className={styles.label}>{segment.label}</span>
        </label>
      ))}
    </div>
  )
}
