/** A band as its word in its colour, with a shape as second channel. */
import { cx } from './cx.ts'
import type { Band } from './tone.ts'
import styles from './band-word.module.css'

const SHAPES: Readonly<Record<Band, string>> = { good: '●', acceptable: '○', poor: '▲', bad: '■' }

export type BandWordProps = { readonly band: Band; readonly word: string; readonly className?: string | undefined }

/** “● smooth”, “▲ slow”; for verdicts and figures. */
export const BandWord = ({ band, word, className }: BandWordProps) => (
  <span className={cx(styles.word, styles[band], className)}>
    <span className={styles.shape} aria-hidden>
      {SHAPES[band]}
    </span>
    <span>{word}</span>
  </span>
)
