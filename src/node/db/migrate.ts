/** Brings a database to the newest schema, one version a transaction, with a copy kept before the first step. */
import { existsSync } from 'node:fs'
import type Database from 'better-sqlite3'
import { DbError } from './db-error.ts'

/** "LDyn": tells our files from any other SQLite file. */
export const applicationId = 0x4c44796e

function pragmaNumber(db: Database.Database, name: string): number {
  return Number(db.pragma(name, { simple: true }))
}

function isEmpty(db: Database.Database): boolean {
  return db.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined
}

/** Throws `db/broken` for a file of another program, `db/newer` for one of a later version of this one. Changes nothing. */
export function checkOrigin(db: Database.Database, newest: number): void {
  const owner = pragmaNumber(db, 'application_id')
  if (owner !== applicationId && (owner !== 0 || !isEmpty(db))) {
    throw new DbError('db/broken', 'The file is an SQLite database of another program')
  }
  const version = pragmaNumber(db, 'user_version')
  if (version > newest) throw new DbError('db/newer', `schema version ${version}, this app knows up to ${newest}`)
}

/** A consistent copy beside the database; a copy of the same version left by an earlier, failed attempt is kept as it is. */
function backUp(db: Database.Database, version: number): string {
  const path = `${db.name}.v${version}.bak`
  if (!existsSync(path)) db.prepare('VACUUM INTO ?').run(path)
  return path
}

/**
 * Runs the missing migrations. Two processes may arrive here at once: the version is read again inside each
 * IMMEDIATE transaction, so each step happens once. Returns the path of the copy made before, if any.
 */
export function migrate(db: Database.Database, migrations: readonly string[]): string | null {
  const from = pragmaNumber(db, 'user_version')
  const backup = from > 0 && from < migrations.length ? backUp(db, from) : null
  for (let version = from; version < migrations.length; version += 1) {
    db.transaction(() => {
      if (pragmaNumber(db, 'user_version') !== version) return
      db.exec(migrations[version] ?? '')
      db.pragma(`application_id = ${applicationId}`)
      db.pragma(`user_version = ${version + 1}`)
    }).immediate()
  }
  return backup
}
