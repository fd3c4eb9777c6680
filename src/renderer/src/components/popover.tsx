/**
 * A small panel under a button, for controls that stay open while they are used.
 * CSP: not modal, so Radix mounts no react-remove-scroll, which would inject a style element.
 */
import { Popover as Radix } from 'radix-ui'
import type { ReactElement, ReactNode } from 'react'
import { usePortalRoot } from './portal-root.ts'
import styles from './popover.module.css'

export type PopoverProps = {
  /** A Button or IconButton. */
  readonly trigger: ReactElement
  /** Names the panel for screen readers. */
  readonly label: string
  readonly children: ReactNode
  readonly align?: 'start' | 'end'
}

/** Focus moves in, Esc and a click beside it close it. */
export const Popover = ({ trigger, label, children, align = 'end' }: PopoverProps) => {
  const container = usePortalRoot()
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal container={container}>
        <Radix.Content className={styles.panel} align={align} sideOffset={4} collisionPadding={8} aria-label={label}>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
