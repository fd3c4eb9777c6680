/**
 * Dropdown menu under a button.
 * CSP: `modal={false}` keeps Radix Menu from mounting react-remove-scroll, which would inject a style element.
 */
import { DropdownMenu as Radix } from 'radix-ui'
import type { ReactElement } from 'react'
import { MenuItems, type MenuItem } from './menu-items.tsx'
import { usePortalRoot } from './portal-root.ts'
import styles from './menu.module.css'

export type MenuProps = {
  /** A Button or IconButton. */
  readonly trigger: ReactElement
  readonly items: readonly MenuItem[]
  readonly align?: 'start' | 'end'
}

/** Arrow keys, type-ahead and Esc come from Radix. */
export const Menu = ({ trigger, items, align = 'start' }: MenuProps) => {
  const container = usePortalRoot()
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal container={container}>
        <Radix.Content className={styles.menu} align={align} sideOffset={4} collisionPadding={8} loop>
          <MenuItems items={items} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
