/** A setting that takes effect at once; a native checkbox in the switch role. */
import type { ReactNode } from 'react'
import styles from './toggle.module.css'

export type SwitchProps = {
  readonly label: ReactNode
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
  readonly hint?: string | undefined
  readonly disabled?: boolean | undefined
}

/** On or off, now. */
export const Switch = ({ label, checked, onChange, hint, disabled }: SwitchProps) => (
  <label className={styles.row}>
    <input
      type="checkbox"
      role="switch"
      className={styles.switch}
      checked={checked}
      aria-checked={checked}
      disabled={disabled}
      onChange={(event) => {
        onChange(event.currentTarget.checked)
      }}
    />
    <span className={styles.text}>
      {label}
      {hint !== undefined && <span className={styles.hint}>{hint}</span>}
    </span>
  </label>
)
