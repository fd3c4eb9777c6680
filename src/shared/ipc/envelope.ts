/** How every call answers: a value or an error with a code that the window can translate. Nothing is thrown across IPC. */
export const ipcErrorCodes = [
  'ipc/invalid-input', 'ipc/untrusted-sender', 'ipc/timeout', 'server/unreachable', 'server/auth', 'server/not-openai', 'server/bad-url',
  'server/unknown', 'plan/invalid', 'dataset/unknown', 'run/already-active', 'run/calibrating', 'run/none', 'session/unknown', 'session/invalid', 'session/too-large', 'file/unreadable', 'db/locked', 'db/newer', 'db/full', 'db/broken',
  'secret/unavailable', 'file/denied', 'sim/failed', 'calibration/failed', 'process/gone', 'internal',
] as const

export type IpcErrorCode = (typeof ipcErrorCodes)[number]

export interface IpcError {
  readonly code: IpcErrorCode
  /** Plain facts for the message, e.g. the URL or the server's own words. Never a stack, never a secret. */
  readonly detail: string | null
}

export type IpcResult<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: IpcError }
