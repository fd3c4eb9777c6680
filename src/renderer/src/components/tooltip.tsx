/**
 * Hint on hover and focus.
 * CSP: Radix Tooltip and its Popper place themselves through `style` props (CSSOM); no style element is injected.
 */
import { Tooltip as Radix } from 'radix-ui'
import type { ReactElement, ReactNode } from 'react'
import { KeyHint } from './key-hint.tsx'
import { usePortalRoot } from './portal-root.ts'
import styles from './tooltip.module.css'

/** Wrap the app once; neighbouring tips then open without delay. */
export const TooltipProvider = ({ children }: { readonly children: ReactNode }) => (
  <Radix.Provider delayDuration={400} skipDelayDuration={200}>
    {children}
  </Radix.Provider>
)

export type TooltipProps = {
  /** Nothing is shown where it is empty or undefined. */
  readonly content: ReactNode
  readonly children: ReactElement
  readonly shortcut?: string | undefined
  readonly side?: 'top' | 'right' | 'bottom' | 'left'
}

/** Adds a tip to one child that takes a ref. Where the child already says the same, set its `aria-describedby` to undefined. */
export const Tooltip = ({ content, children, shortcut, side = 'top' }: TooltipProps) => {
  const container = usePortalRoot()
  if (content === undefined || content === null || content === '') return children
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal container={container}>
        <Radix.Content className={styles.tip} side={side} sideOffset={6} collisionPadding={8}>
          {content}
          {shortcut !== undefined && <KeyHint keys={shortcut} />}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
