/** Asks before something is lost: names the object and the consequence, and the safe answer has the focus. */
import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { Dialog, DialogButtons } from './dialog.tsx'
import { ErrorState } from './error-state.tsx'

export type ConfirmDialogProps = {
  readonly open: boolean
  /** The question with its object: “Stop the run on llama-3?”. */
  readonly title: string
  /** What happens then. */
  readonly description: ReactNode
  /** A verb: “Stop and quit”. */
  readonly confirmLabel: string
  /** The safe way: “Keep running”. */
  readonly cancelLabel: string
  readonly onConfirm: () => void
  readonly onCancel: () => void
  /** Red action where something is lost. */
  readonly danger?: boolean
  readonly busy?: boolean | undefined
  /** A failed attempt, told inside the dialog. */
  readonly error?: string | undefined
}

/** A question with two answers. */
export const ConfirmDialog = ({
  open,
  title,
  description,
  confirmLabel,
  cancelLabel,
  onConfirm,
  onCancel,
  danger = false,
  busy,
  error,
}: ConfirmDialogProps) => (
  <Dialog
    open={open}
    role="alertdialog"
    title={title}
    busy={busy}
    onClose={onCancel}
    footer={
      <DialogButtons
        cancel={
          <Button data-autofocus disabled={busy} onClick={onCancel}>
            {cancelLabel}
          </Button>
        }
        action={
          <Button variant={danger ? 'danger' : 'primary'} loading={busy} onClick={onConfirm}>
            {confirmLabel}
          </Button>
        }
      />
    }
  >
    <div>{description}</div>
    {error !== undefined && <ErrorState layout="inline" title={error} />}
  </Dialog>
)
