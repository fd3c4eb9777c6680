/**
 * A modal dialog on the native element: the browser gives focus trap, inertness, Esc and the top layer.
 * CSP: Radix Dialog (also AlertDialog, and Popover and menus while modal) mounts react-remove-scroll, whose
 * react-style-singleton appends a style element to the head; that is why none of them is used here.
 */
import { X } from 'lucide-react'
import { useEffect, useId, useState, type ReactNode } from 'react'
import { cx } from './cx.ts'
import { IconButton } from './icon-button.tsx'
import { PortalRoot } from './portal-root.ts'
import styles from './dialog.module.css'

export type DialogProps = {
  readonly open: boolean
  readonly title: string
  /** Esc or the cross. Not called while `busy`. */
  readonly onClose: () => void
  readonly children: ReactNode
  /** Buttons; arrange them with `DialogButtons`. */
  readonly footer?: ReactNode
  /** Accessible name of the cross; without it there is none. */
  readonly closeLabel?: string | undefined
  readonly size?: 'normal' | 'wide'
  readonly busy?: boolean | undefined
  /** `alertdialog` for questions that interrupt. */
  readonly role?: 'dialog' | 'alertdialog'
}

const OpenDialog = ({ title, onClose, children, footer, closeLabel, size = 'normal', busy = false, role = 'dialog' }: Omit<DialogProps, 'open'>) => {
  const [element, setElement] = useState<HTMLDialogElement | null>(null)
  const id = useId()

  useEffect(() => {
    if (element === null) return undefined
    const before = document.activeElement
    element.showModal()
    element.querySelector<HTMLElement>('[data-autofocus]')?.focus()
    return () => {
      element.close()
      if (before instanceof HTMLElement) before.focus()
    }
  }, [element])

  return (
    <dialog
      ref={setElement}
      role={role}
      aria-labelledby={`${id}-title`}
      aria-describedby={role === 'alertdialog' ? `${id}-body` : undefined}
      className={cx(styles.dialog, size === 'wide' && styles.wide)}
      onCancel={(event) => {
        event.preventDefault()
        if (!busy) onClose()
      }}
      // Chromium closes on a second Esc whatever `cancel` said; the owner has to learn of it.
      onClose={(event) => {
        if (!event.currentTarget.open && event.currentTarget.isConnected) onClose()
      }}
    >
      <PortalRoot value={element}>
        <header className={styles.head}>
          <h2 id={`${id}-title`} className={styles.title}>
            {title}
          </h2>
          {closeLabel !== undefined && <IconButton icon={X} label={closeLabel} disabled={busy} onClick={onClose} />}
        </header>
        <div id={`${id}-body`} className={styles.body}>
          {children}
        </div>
        {footer !== undefined && <footer className={styles.foot}>{footer}</footer>}
      </PortalRoot>
    </dialog>
  )
}

/** Mounted only while open. Put `data-autofocus` on the element that should have the focus first. */
export const Dialog = ({ open, ...rest }: DialogProps) => (open ? <OpenDialog {...rest} /> : null)

/** Windows puts the action first and Cancel last; macOS and Linux the other way round. */
const actionFirst = (): boolean => navigator.userAgent.includes('Windows')

/** The two buttons of a dialog in the system's order, which is also the order of the Tab key. */
export const DialogButtons = ({ cancel, action }: { readonly cancel: ReactNode; readonly action: ReactNode }) =>
  actionFirst() ? (
    <>
      {action}
      {cancel}
    </>
  ) : (
    <>
      {cancel}
      {action}
    </>
  )
