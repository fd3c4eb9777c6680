/** Commands that the frame receives (menu, shortcuts) and a view carries out: `export` by the session, `find` by a list,
 * `compare` by a list in which sessions are chosen. */
import { useEffect, useEffectEvent } from 'react'

export type UiCommand = 'export' | 'find' | 'compare'

const handlers = new Map<UiCommand, Set<() => void>>()
/** A command sent just before the view that will handle it is mounted. */
let pending: UiCommand | null = null

/** Hands a command to the mounted views. @returns false when none of them takes it. */
export function sendUiCommand(command: UiCommand): boolean {
  const listening = handlers.get(command)
  if (listening === undefined || listening.size === 0) return false
  for (const handler of [...listening]) handler()
  return true
}

/** Keeps a command for the next view that takes it: the frame navigates first. */
export function sendUiCommandLater(command: UiCommand): void {
  pending = command
}

/** Carries out `command` while the component is mounted. */
export function useUiCommand(command: UiCommand, handler: () => void): void {
  const run = useEffectEvent(handler)
  useEffect(() => {
    const own = (): void => run()
    const listening = handlers.get(command) ?? new Set()
    handlers.set(command, listening.add(own))
    if (pending === command) {
      pending = null
      run()
    }
    return () => {
      listening.delete(own)
    }
  }, [command])
}
