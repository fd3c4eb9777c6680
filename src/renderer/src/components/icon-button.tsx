/** Square button for actions whose icon is understood; its word lives in the tooltip and the accessible name. */
import type { LucideIcon } from 'lucide-react'
import type { ComponentProps } from 'react'
import { cx } from './cx.ts'
import { Icon } from './icon.tsx'
import { Tooltip } from './tooltip.tsx'
import styles from './icon-button.module.css'

export type IconButtonProps = Omit<ComponentProps<'button'>, 'children' | 'aria-label'> & {
  readonly icon: LucideIcon
  /** Accessible name and tooltip. */
  readonly label: string
  /** Shown in the tooltip, for example `Ctrl+F`. */
  readonly shortcut?: string | undefined
  readonly size?: 'md' | 'sm'
  /** Makes it a toggle. */
  readonly pressed?: boolean | undefined
}

/** An icon with a tooltip. Give `type="submit"` where it submits. */
export const IconButton = ({ icon, label, shortcut, size = 'md', pressed, className, type = 'button', ...rest }: IconButtonProps) => (
  <Tooltip content={label} shortcut={shortcut}>
    <button
      {...rest}
      type={type}
      aria-label={label}
      aria-describedby={rest['aria-describedby']}
      aria-pressed={pressed}
      className={cx(styles.button, size === 'sm' && styles.small, className)}
    >
      <Icon of={icon} />
    </button>
  </Tooltip>
)
