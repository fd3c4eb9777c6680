/** A term that explains itself once, on hover or focus, so that labels can stay short. */
import { cx } from './cx.ts'
import { REACHABLE } from './reachable.ts'
import { Tooltip } from './tooltip.tsx'
import styles from './definition-tip.module.css'

export type DefinitionTipProps = {
  readonly term: string
  readonly definition: string
  /** A second, quieter line: how it is computed, or its unit. */
  readonly detail?: string | undefined
  readonly className?: string | undefined
}

/** The term, with its definition in a tip. */
export const DefinitionTip = ({ term, definition, detail, className }: DefinitionTipProps) => (
  <Tooltip
    content={
      <span className={styles.body}>
        <span>{definition}</span>
        {detail !== undefined && <span className={styles.detail}>{detail}</span>}
      </span>
    }
  >
    <span {...REACHABLE} className={cx(styles.term, className)}>
      {term}
    </span>
  </Tooltip>
)
