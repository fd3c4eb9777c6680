/** A side panel takes the focus when it opens, and Escape in it closes it and nothing else. */
import { useEffect, useEffectEvent, useRef, type RefObject } from 'react'

/** The ref belongs on the panel, which needs `tabIndex={-1}`. */
export function useSidePanel(onClose: () => void): RefObject<HTMLElement | null> {
  const panel = useRef<HTMLElement>(null)
  const close = useEffectEvent(onClose)
  useEffect(() => {
    const element = panel.current
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return
      event.stopPropagation()
      close()
    }
    element?.focus({ preventScroll: true })
    element?.addEventListener('keydown', onKey)
    return () => element?.removeEventListener('keydown', onKey)
  }, [])
  return panel
}
