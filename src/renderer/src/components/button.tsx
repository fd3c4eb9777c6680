/** Push button with the four weights of action; while loading it stays focusable but does nothing. */
import { LoaderCircle, type LucideIcon } from 'lucide-react'
import type { ComponentProps, ReactNode } from 'react'
import { cx } from './cx.ts'
import { Icon } from './icon.tsx'
import styles from './button.module.css'

export type ButtonProps = Omit<ComponentProps<'button'>, 'children'> & {
  readonly children: ReactNode
  /** `primary` at most once per view. */
  readonly variant?: 'primary' | 'secondary' | 'ghost' | 'danger'
  readonly size?: 'md' | 'sm'
  readonly icon?: LucideIcon | undefined
  readonly loading?: boolean | undefined
}

/** A button with a word; for an icon alone use `IconButton`. */
export const Button = ({
  variant = 'secondary',
  size = 'md',
  icon,
  loading = false,
  className,
  children,
  onClick,
  type = 'button',
  ...rest
}: ButtonProps) => (
  <button
    {...rest}
    type={type}
    className={cx(styles.button, styles[variant], size === 'sm' && styles.small, className)}
    aria-busy={loading || undefined}
    aria-disabled={loading || undefined}
    onClick={
      loading
        ? (event) => {
            event.preventDefault()
          }
        : onClick
    }
  >
    {loading ? <Icon of={LoaderCircle} className={styles.spinner} /> : icon !== undefined && <Icon of={icon} />}
    <span className={styles.label}>{children}</span>
  </button>
)
