/** Short news at the corner of the window, with one action such as Undo; it waits while pointed at or focused. */
import { CircleAlert, X } from 'lucide-react'
import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from 'react'
import { Button } from './button.tsx'
import { Icon } from './icon.tsx'
import { IconButton } from './icon-button.tsx'
import styles from './toast.module.css'

export type ToastMessage = {
  readonly message: string
  readonly tone?: 'neutral' | 'error'
  readonly action?: { readonly label: string; readonly onAction: () => void } | undefined
  /** Where not given: 6 s, errors 10 s. */
  readonly durationMs?: number
}

type Toast = ToastMessage & { readonly id: number }

export type ToastPort = {
  readonly show: (toast: ToastMessage) => number
  readonly dismiss: (id: number) => void
}

const DURATION_MS = { neutral: 6000, error: 10_000 } as const
const MAX_SHOWN = 3

const ToastContext = createContext<ToastPort | null>(null)

/** Access to the toasts. Throws outside `ToastProvider`. */
export const useToast = (): ToastPort => {
  const port = useContext(ToastContext)
  if (port === null) throw new Error('useToast needs a ToastProvider above it')
  return port
}

type CardProps = { readonly toast: Toast; readonly dismissLabel: string; readonly onGone: (id: number) => void }

const ToastCard = ({ toast, dismissLabel, onGone }: CardProps) => {
  const [held, setHeld] = useState(false)
  const { id, tone = 'neutral', durationMs = DURATION_MS[tone] } = toast

  const expire = useCallback(() => {
    onGone(id)
  }, [id, onGone])
  useEffect(() => {
    if (held) return undefined
    const timer = setTimeout(expire, durationMs)
    return () => {
      clearTimeout(timer)
    }
  }, [held, durationMs, expire])

  const hold = (): void => {
    setHeld(true)
  }
  const release = (): void => {
    setHeld(false)
  }
  return (
    <div className={styles.toast} onPointerEnter={hold} onPointerLeave={release} onFocus={hold} onBlur={release}>
      {tone === 'error' && <Icon of={CircleAlert} className={styles.error} />}
      <span className={styles.message}>{toast.message}</span>
      {toast.action !== undefined && (
        <Button
          size="sm"
          onClick={() => {
            toast.action?.onAction()
            onGone(id)
          }}
        >
          {toast.action.label}
        </Button>
      )}
      <IconButton size="sm" icon={X} label={dismissLabel} onClick={expire} />
    </div>
  )
}

export type ToastProviderProps = {
  readonly children: ReactNode
  /** Accessible name of the region: “Notifications”. */
  readonly label: string
  readonly dismissLabel: string
}

let lastId = 0

/** Wrap the app once, inside `TooltipProvider`. */
export const ToastProvider = ({ children, label, dismissLabel }: ToastProviderProps) => {
  const [toasts, setToasts] = useState<readonly Toast[]>([])
  const dismiss = useCallback((id: number) => {
    setToasts((all) => all.filter((toast) => toast.id !== id))
  }, [])
  const show = useCallback((message: ToastMessage) => {
    lastId += 1
    const toast = { ...message, id: lastId }
    // The oldest give way for good: hidden ones would come back as old news.
    setToasts((all) => [...all, toast].slice(-MAX_SHOWN))
    return toast.id
  }, [])
  const port = useMemo(() => ({ show, dismiss }), [show, dismiss])

  return (
    <ToastContext value={port}>
      {children}
      <div role="region" aria-label={label} aria-live="polite" className={styles.host}>
        {toasts.map((toast) => (
          <ToastCard key={toast.id} toast={toast} dismissLabel={dismissLabel} onGone={dismiss} />
        ))}
      </div>
    </ToastContext>
  )
}
