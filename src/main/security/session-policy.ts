/** Denies what a measuring tool never needs: permissions, devices, downloads, screen capture, bad certificates. */
import { app, type Session } from 'electron'

export function applySessionPolicy(session: Session): void {
  // Writing to the clipboard (copy details, copy table) is the one thing the page may do.
  const isAllowed = (permission: string): boolean => permission === 'clipboard-sanitized-write'
  session.setPermissionRequestHandler((_contents, permission, decide) => decide(isAllowed(permission)))
  session.setPermissionCheckHandler((_contents, permission) => isAllowed(permission))
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler((_request, decide) => decide({}))
  session.on('will-download', (event) => event.preventDefault())
  app.on('certificate-error', (event, _contents, _url, _error, _certificate, decide) => {
    event.preventDefault()
    decide(false)
  })
}
