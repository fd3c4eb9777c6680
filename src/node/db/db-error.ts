/** Turns SQLite's errors into the few that a person can act on. */
import type { IpcErrorCode } from '../../shared/ipc/envelope.ts'

export type DbErrorCode = Extract<IpcErrorCode, 'db/locked' | 'db/newer' | 'db/full' | 'db/broken'>

/** Thrown by everything in this folder; `message` holds SQLite's own words. */
export class DbError extends Error {
  readonly code: DbErrorCode

  constructor(code: DbErrorCode, message: string) {
    super(message)
    this.name = 'DbError'
    this.code = code
  }
}

const codes: readonly (readonly [prefix: string, code: DbErrorCode])[] = [
  ['SQLITE_BUSY', 'db/locked'],
  ['SQLITE_LOCKED', 'db/locked'],
  ['SQLITE_FULL', 'db/full'],
  ['SQLITE_IOERR_WRITE', 'db/full'],
  ['SQLITE_IOERR_SHMSIZE', 'db/full'],
  ['ENOSPC', 'db/full'],
]

/** Any failure of the database as a DbError; what is not recognised counts as a broken database. */
export function toDbError(error: unknown): DbError {
  if (error instanceof DbError) return error
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
  const known = codes.find(([prefix]) => code.startsWith(prefix))
  return new DbError(known?.[1] ?? 'db/broken', error instanceof Error ? error.message : String(error))
}
