/** Decides whether a message really comes from our own page. */

/** The parts of an IPC event that matter here. */
export interface SenderEvent {
  readonly sender: { readonly id: number; readonly mainFrame: unknown }
  readonly senderFrame: { readonly url: string } | null
}

/** `origins`: the app's own origin, and Vite's in development. A destroyed frame has no sender frame and is refused. */
export function isTrustedSender(event: SenderEvent, trustedIds: ReadonlySet<number>, origins: readonly string[]): boolean {
  const frame = event.senderFrame
  if (frame === null || frame !== event.sender.mainFrame || !trustedIds.has(event.sender.id)) return false
  return origins.some((origin) => frame.url === origin || frame.url.startsWith(`${origin}/`))
}
