/** A keyboard shortcut as small key caps. */
import { cx } from './cx.ts'
import styles from './key-hint.module.css'

export type KeyHintProps = {
  /** Keys joined by `+`, already in the system's own words: `Ctrl+K`, `⌘+K`. */
  readonly keys: string
  readonly className?: string | undefined
}

/** Key caps; a literal plus key is written as `Plus` by the caller. */
export const KeyHint = ({ keys, className }: KeyHintProps) => (
  <span className={cx(styles.hint, className)}>
    {keys.split('+').map((key) => (
      <kbd key={key} className={styles.key}>
        {key}
      </kbd>
    ))}
  </span>
)
