/**
 * Choice from a list, as the system's own control.
 * CSP: Radix Select writes a style element into its viewport, so the native select is used and dressed instead.
 */
import { ChevronDown } from 'lucide-react'
import type { ComponentProps } from 'react'
import { cx } from './cx.ts'
import { useFieldWiring } from './field.tsx'
import { Icon } from './icon.tsx'
import styles from './input.module.css'

export type SelectOption<Value extends string> = {
  readonly value: Value
  readonly label: string
  readonly disabled?: boolean
}

export type SelectProps<Value extends string> = Omit<ComponentProps<'select'>, 'value' | 'onChange' | 'children'> & {
  readonly value: Value
  readonly onChange: (value: Value) => void
  readonly options: readonly SelectOption<Value>[]
  /** Shown, and not choosable, while `value` is none of the options. */
  readonly placeholder?: string | undefined
}

/** A controlled native select. */
export const Select = <Value extends string>({ value, onChange, options, placeholder, className, id, ...rest }: SelectProps<Value>) => {
  const known = options.some((option) => option.value === value)
  return (
    <div className={cx(styles.box, className)}>
      <select
        {...useFieldWiring(id)}
        {...rest}
        className={styles.select}
        value={known ? value : ''}
        onChange={(event) => {
          const chosen = options.find((option) => option.value === event.currentTarget.value)
          if (chosen !== undefined) onChange(chosen.value)
        }}
      >
        {!known && (
          <option value="" disabled hidden>
            {placeholder ?? ''}
          </option>
        )}
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled === true}>
            {option.label}
          </option>
        ))}
      </select>
      <Icon of={ChevronDown} className={styles.caret} />
    </div>
  )
}
