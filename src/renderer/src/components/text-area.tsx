/** Text of several lines: lists with an entry a line, certificates. */
import type { ComponentProps } from 'react'
import { cx } from './cx.ts'
import { useFieldWiring } from './field.tsx'
import styles from './input.module.css'

export type TextAreaProps = Omit<ComponentProps<'textarea'>, 'value' | 'onChange'> & {
  readonly value: string
  readonly onChange: (value: string) => void
}

/** A controlled box in the font of addresses. Outside a `Field` give it an `aria-label`. */
export const TextArea = ({ value, onChange, className, id, rows = 3, ...rest }: TextAreaProps) => (
  <div className={cx(styles.box, styles.tall, className)}>
    <textarea spellCheck={false} autoComplete="off" rows={rows} {...useFieldWiring(id)} {...rest} className={cx(styles.input, styles.mono, styles.lines)} value={value} onChange={(event) => onChange(event.currentTarget.value)} />
  </div>
)
