/** Opens the session database: WAL, strict about foreign keys, at the newest schema. */
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { DbError, toDbError } from './db-error.ts'
import { checkOrigin, migrate } from './migrate.ts'
import { migrations as ourMigrations } from './migrations/index.ts'

export interface OpenOptions {
  /** The addon to load where the packaged one does not fit the runtime. */
  readonly nativeBinding?: string | undefined
  readonly migrations?: readonly string[]
  /** How long a write may wait for another process, ms. */
  readonly busyTimeoutMs?: number
}

/** The package's own addon needs Node-API 10; for an older Electron set-up compiles one, which in turn is not for newer runtimes. */
function compiledBinding(): string | undefined {
  return Number(process.versions.napi) < 10 ? process.env['LLM_DYNO_SQLITE_BINDING'] : undefined
}

/** Creates the file and its folder where needed. Throws DbError; the file on disk is never replaced or removed. */
export function openDatabase(path: string, options: OpenOptions = {}): Database.Database {
  const nativeBinding = options.nativeBinding ?? compiledBinding()
  let db: Database.Database | null = null
  try {
    if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    db = new Database(path, { timeout: options.busyTimeoutMs ?? 1_000, ...(nativeBinding ? { nativeBinding } : {}) })
    db.pragma('trusted_schema = OFF')
    // Before anything is written: a file that is not ours stays as it is.
    const migrations = options.migrations ?? ourMigrations
    checkOrigin(db, migrations.length)
    db.pragma('auto_vacuum = INCREMENTAL')
    if (path !== ':memory:' && db.pragma('journal_mode = WAL', { simple: true }) !== 'wal') {
      throw new DbError('db/broken', 'The file system of the database does not allow write-ahead logging')
    }
    db.pragma('synchronous = NORMAL')
    db.pragma('foreign_keys = ON')
    migrate(db, migrations)
    return db
  } catch (error) {
    db?.close()
    throw toDbError(error)
  }
}
