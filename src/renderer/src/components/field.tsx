/** Label, control, hint and error as one unit, tied together for screen readers. */
import { CircleAlert } from 'lucide-react'
import { createContext, useContext, useId, useMemo, type ReactNode } from 'react'
import { cx } from './cx.ts'
import { Icon } from './icon.tsx'
import styles from './field.module.css'

type FieldWiring = { readonly id: string; readonly describedBy: string | undefined; readonly invalid: boolean }

const FieldContext = createContext<FieldWiring | null>(null)

/** What a control inside a `Field` puts on its element. */
export const useFieldWiring = (ownId: string | undefined) => {
  const field = useContext(FieldContext)
  return {
    id: ownId ?? field?.id,
    'aria-describedby': field?.describedBy,
    'aria-invalid': field?.invalid === true ? true : undefined,
  }
}

export type FieldProps = {
  readonly label: ReactNode
  readonly children: ReactNode
  readonly hint?: ReactNode
  /** Replaces the hint and marks the control invalid. */
  readonly error?: string | undefined
  /** A quiet word after the label, for example “optional”. */
  readonly note?: string | undefined
  readonly className?: string | undefined
}

/** A labelled row around TextInput, NumberInput, Select or any control that uses `useFieldWiring`. */
export const Field = ({ label, children, hint, error, note, className }: FieldProps) => {
  const id = useId()
  const below = error ?? hint
  const hasBelow = below !== undefined && below !== null
  const wiring = useMemo(() => ({ id, describedBy: hasBelow ? `${id}-below` : undefined, invalid: error !== undefined }), [id, hasBelow, error])
  return (
    <div className={cx(styles.field, className)}>
      <label className={styles.label} htmlFor={id}>
        {label}
        {note !== undefined && <span className={styles.note}>{note}</span>}
      </label>
      <FieldContext value={wiring}>{children}</FieldContext>
      {hasBelow && (
        <div id={`${id}-below`} className={error === undefined ? styles.hint : styles.error}>
          {error !== undefined && <Icon of={CircleAlert} size="sm" className={styles.mark} />}
          <span>{below}</span>
        </div>
      )}
    </div>
  )
}
