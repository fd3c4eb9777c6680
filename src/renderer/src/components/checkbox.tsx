/** A native checkbox with its label and hint. */
import { useEffect, useRef, type ReactNode } from 'react'
import { cx } from './cx.ts'
import styles from './toggle.module.css'

export type CheckboxProps = {
  readonly label: ReactNode
  /** `mixed` stands for a group that is partly chosen. */
  readonly checked: boolean | 'mixed'
  readonly onChange: (checked: boolean) => void
  readonly hint?: string | undefined
  readonly disabled?: boolean | undefined
  /** Keeps the label for screen readers only, for tables. */
  readonly hideLabel?: boolean
}

/** Takes effect on the next step, like a form; for an immediate effect use `Switch`. */
export const Checkbox = ({ label, checked, onChange, hint, disabled, hideLabel }: CheckboxProps) => {
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (input.current !== null) input.current.indeterminate = checked === 'mixed'
  }, [checked])
  return (
    <label className={styles.row}>
      <input
        ref={input}
        type="checkbox"
        className={styles.check}
        checked={checked === true}
        disabled={disabled}
        onChange={(event) => {
          onChange(event.currentTarget.checked)
        }}
      />
      <span className={cx(styles.text, hideLabel === true && 'visually-hidden')}>
        {label}
        {hint !== undefined && <span className={styles.hint}>{hint}</span>}
      </span>
    </label>
  )
}
