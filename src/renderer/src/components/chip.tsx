/** A chosen value that can be taken away again: a tag, a filter, a brushed range. */
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Icon } from './icon.tsx'
import styles from './chip.module.css'

export type ChipProps = {
  readonly children: ReactNode
  readonly onRemove?: (() => void) | undefined
  /** Accessible name of the cross: “Remove tag nightly”. Needed with `onRemove`. */
  readonly removeLabel?: string | undefined
}

/** A pill; the cross is a button of its own. */
export const Chip = ({ children, onRemove, removeLabel }: ChipProps) => (
  <span className={styles.chip}>
    <span className={styles.text}>{children}</span>
    {onRemove !== undefined && (
      <button type="button" className={styles.remove} aria-label={removeLabel} title={removeLabel} onClick={onRemove}>
        <Icon of={X} size="sm" />
      </button>
    )}
  </span>
)
