/** How a call fails: with a code for the window, never with a stack. */
import type { SessionId } from '../../core/model/ids.ts'
import type { IpcError } from '../../shared/ipc/envelope.ts'
import { DbError, toDbError } from '../../node/db/db-error.ts'

export class CallError extends Error {
  readonly error: IpcError

  constructor(error: IpcError) {
    super(error.code)
    this.error = error
  }
}

export function unknownSession(id: SessionId): never {
  throw new CallError({ code: 'session/unknown', detail: id })
}

/** Whatever was thrown, as an answer. */
export function toIpcError(error: unknown): IpcError {
  if (error instanceof CallError) return error.error
  const isSqlite = error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_')
  if (error instanceof DbError || isSqlite) {
    const { code, message } = toDbError(error)
    return { code, detail: message }
  }
  return { code: 'internal', detail: error instanceof Error ? error.message : String(error) }
}
