/** A menu at the pointer (or at the focused row, for the menu key), for lists and charts. */
import { DropdownMenu as Radix } from 'radix-ui'
import { useCallback, useRef, useState, type ReactNode } from 'react'
import { MenuItems, type MenuItem } from './menu-items.tsx'
import { usePortalRoot } from './portal-root.ts'
import styles from './menu.module.css'

type OpenMenu = { readonly x: number; readonly y: number; readonly items: readonly MenuItem[] }

/** The part of a mouse event that is needed. */
export type MenuPoint = { readonly clientX: number; readonly clientY: number; readonly preventDefault?: () => void }

export type ContextMenu = {
  /** Call it from `onContextMenu`. */
  readonly openAt: (point: MenuPoint, items: readonly MenuItem[]) => void
  /** Render it once, anywhere in the component. */
  readonly menu: ReactNode
}

/** One context menu for one component. `label` is its accessible name. */
export const useContextMenu = (label: string): ContextMenu => {
  const [shown, setShown] = useState<OpenMenu | null>(null)
  const before = useRef<Element | null>(null)
  const container = usePortalRoot()

  const openAt = useCallback((point: MenuPoint, items: readonly MenuItem[]) => {
    point.preventDefault?.()
    before.current = document.activeElement
    setShown({ x: point.clientX, y: point.clientY, items })
  }, [])

  const menu = shown !== null && (
    // The key remounts the menu, so that a second right click moves it instead of being taken for a click outside.
    <Radix.Root
      key={`${shown.x} ${shown.y}`}
      open
      modal={false}
      onOpenChange={(open) => {
        if (!open) setShown(null)
      }}
    >
      <Radix.Trigger asChild>
        <span aria-hidden className={styles.point} style={{ left: shown.x, top: shown.y }} />
      </Radix.Trigger>
      <Radix.Portal container={container}>
        <Radix.Content
          className={styles.menu}
          aria-label={label}
          aria-labelledby={undefined}
          align="start"
          collisionPadding={8}
          loop
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            // What a command put the focus on keeps it, such as the box of a rename.
            if (document.activeElement === document.body && before.current instanceof HTMLElement) before.current.focus()
          }}
        >
          <MenuItems items={shown.items} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )

  return { openAt, menu }
}
