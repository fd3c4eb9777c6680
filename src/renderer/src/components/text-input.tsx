/** One-line text, with an optional leading icon and unit. */
import type { LucideIcon } from 'lucide-react'
import type { ComponentProps } from 'react'
import { cx } from './cx.ts'
import { useFieldWiring } from './field.tsx'
import { Icon } from './icon.tsx'
import styles from './input.module.css'

export type TextInputProps = Omit<ComponentProps<'input'>, 'value' | 'onChange' | 'type'> & {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly type?: 'text' | 'search' | 'password'
  readonly icon?: LucideIcon | undefined
  readonly unit?: string | undefined
  /** For URLs, identifiers and commands. */
  readonly mono?: boolean
}

/** A controlled text box. Outside a `Field` give it an `aria-label`. */
export const TextInput = ({ value, onChange, type = 'text', icon, unit, mono, className, id, ...rest }: TextInputProps) => (
  <div className={cx(styles.box, className)}>
    {icon !== undefined && <Icon of={icon} className={styles.lead} />}
    <input
      spellCheck={false}
      autoComplete="off"
      {...useFieldWiring(id)}
      {...rest}
      type={type}
      className={cx(styles.input, mono === true && styles.mono)}
      value={value}
      onChange={(event) => {
        onChange(event.currentTarget.value)
      }}
    />
    {unit !== undefined && <span className={styles.unit}>{unit}</span>}
  </div>
)
