/** A number box that never changes a value behind the person's back: no wheel, no silent clamping, arrows step. */
import { useState, type KeyboardEvent } from 'react'
import { cx } from './cx.ts'
import { useFieldWiring } from './field.tsx'
import { parseNumber, stepNumber } from './parse-number.ts'
import styles from './input.module.css'

export type NumberInputProps = {
  readonly value: number | null
  /** Null where the text isn't a number; values outside the limits are passed on and marked invalid. */
  readonly onChange: (value: number | null) => void
  readonly unit?: string | undefined
  readonly min?: number
  readonly max?: number
  readonly step?: number
  readonly disabled?: boolean | undefined
  readonly placeholder?: string | undefined
  readonly id?: string | undefined
  readonly 'aria-label'?: string | undefined
  readonly className?: string | undefined
}

/** A spin button with unit suffix; Shift makes ten steps of one. */
export const NumberInput = ({ value, onChange, unit, min = -Infinity, max = Infinity, step = 1, className, id, ...rest }: NumberInputProps) => {
  const wiring = useFieldWiring(id)
  const [draft, setDraft] = useState<string | null>(null)
  // The draft is what was typed; it yields as soon as the value changes from outside.
  const text = draft !== null && parseNumber(draft) === value ? draft : value === null ? (draft ?? '') : String(value)
  const outside = value !== null && (value < min || value > max)
  const unreadable = value === null && text !== ''

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return
    event.preventDefault()
    setDraft(null)
    const size = event.shiftKey ? step * 10 : step
    onChange(stepNumber(value, event.key === 'ArrowUp' ? 1 : -1, { step: size, min, max }))
  }

  return (
    <div className={cx(styles.box, className)}>
      <input
        {...wiring}
        {...rest}
        type="text"
        inputMode="decimal"
        role="spinbutton"
        autoComplete="off"
        aria-valuenow={value ?? undefined}
        aria-valuetext={value === null ? undefined : `${text} ${unit ?? ''}`.trim()}
        aria-valuemin={Number.isFinite(min) ? min : undefined}
        aria-valuemax={Number.isFinite(max) ? max : undefined}
        aria-invalid={outside || unreadable ? true : wiring['aria-invalid']}
        className={cx(styles.input, styles.number)}
        value={text}
        onChange={(event) => {
          setDraft(event.currentTarget.value)
          onChange(parseNumber(event.currentTarget.value))
        }}
        onBlur={() => {
          if (value !== null) setDraft(null)
        }}
        onKeyDown={onKeyDown}
      />
      {unit !== undefined && <span className={styles.unit}>{unit}</span>}
    </div>
  )
}
