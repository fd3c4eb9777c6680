import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, onTestFinished, test } from 'vitest'
import { DbError } from '../../../../src/node/db/db-error.ts'
import { migrations } from '../../../../src/node/db/migrations/index.ts'
import { openDatabase, type OpenOptions } from '../../../../src/node/db/open.ts'
import { tempFolder } from '../../../support/temp-folder.ts'

function path(): string {
  return join(tempFolder(), 'deep', 'er', 'db.sqlite')
}

function open(file: string, options: OpenOptions = {}): Database.Database {
  const db = openDatabase(file, options)
  onTestFinished(() => void db.close())
  return db
}

function codeOf(action: () => unknown): string {
  try {
    action()
  } catch (error) {
    return error instanceof DbError ? error.code : `other: ${String(error)}`
  }
  return 'no error'
}

describe('a new database', () => {
  test('gets its folder, write-ahead logging, foreign keys and the newest schema', () => {
    const db = open(path())
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal')
    expect(db.pragma('foreign_keys', { simple: true })).toBe(1)
    expect(db.pragma('user_version', { simple: true })).toBe(migrations.length)
    const tables = db.prepare<[], { name: string; strict: number }>(`SELECT name, strict FROM pragma_table_list WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`).all()
    expect(tables.length).toBeGreaterThan(4)
    expect(tables.filter((table) => table.strict === 0)).toEqual([])
  })

  test('opens again with what it held, also while it is open elsewhere', () => {
    const file = path()
    open(file).exec(`INSERT INTO sessions (id, name, status, created_at_ms, plan) VALUES ('a', 'b', 'completed', 1, '{}')`)
    expect(open(file).prepare('SELECT id FROM sessions').pluck().all()).toEqual(['a'])
  })
})

describe('migrations', () => {
  const first = 'CREATE TABLE notes (text TEXT NOT NULL) STRICT'
  const second = `ALTER TABLE notes ADD COLUMN mark INTEGER NOT NULL DEFAULT 7`

  test('bring an older database up and keep a copy from before', () => {
    const file = path()
    const old = openDatabase(file, { migrations: [first] })
    old.exec(`INSERT INTO notes VALUES ('kept')`)
    old.close()
    const db = open(file, { migrations: [first, second] })
    expect(db.prepare('SELECT text, mark FROM notes').get()).toEqual({ text: 'kept', mark: 7 })
    const copy = new Database(`${file}.v1.bak`, { readonly: true })
    expect(copy.prepare('SELECT * FROM notes').get()).toEqual({ text: 'kept' })
    copy.close()
  })

  test('a failing step leaves version and content of the step before, and the copy', () => {
    const file = path()
    const old = openDatabase(file, { migrations: [first] })
    old.exec(`INSERT INTO notes VALUES ('kept')`)
    old.close()
    expect(codeOf(() => openDatabase(file, { migrations: [first, second, 'INSERT INTO nowhere VALUES (1)'] }))).toBe('db/broken')
    expect(existsSync(`${file}.v1.bak`)).toBe(true)
    const raw = new Database(file)
    onTestFinished(() => void raw.close())
    expect(raw.pragma('user_version', { simple: true })).toBe(2)
    expect(raw.prepare('SELECT text, mark FROM notes').get()).toEqual({ text: 'kept', mark: 7 })
  })

  test.each(migrations.map((_, version) => version).slice(1))('our own from version %d keeps its sessions', (version) => {
    const file = path()
    const old = openDatabase(file, { migrations: migrations.slice(0, version) })
    old.exec(`INSERT INTO sessions (id, name, status, created_at_ms, plan) VALUES ('a', 'kept', 'completed', 1, '{}')`)
    old.close()
    expect(open(file).prepare('SELECT name FROM sessions').pluck().get()).toBe('kept')
  })

  test('a new database makes no copy', () => {
    const file = path()
    open(file, { migrations: [first, second] })
    expect(existsSync(`${file}.v0.bak`)).toBe(false)
  })
})

describe('databases that can not be used', () => {
  test('one of a later version is refused and left alone', () => {
    const file = path()
    openDatabase(file, { migrations: ['CREATE TABLE a (x INTEGER) STRICT', 'CREATE TABLE b (x INTEGER) STRICT'] }).close()
    const before = readFileSync(file)
    expect(codeOf(() => openDatabase(file, { migrations: ['CREATE TABLE a (x INTEGER) STRICT'] }))).toBe('db/newer')
    expect(readFileSync(file).equals(before)).toBe(true)
  })

  test('one of another program is refused', () => {
    const file = join(tempFolder(), 'other.sqlite')
    const other = new Database(file)
    other.exec('CREATE TABLE theirs (x INTEGER)')
    other.close()
    expect(codeOf(() => openDatabase(file))).toBe('db/broken')
  })

  test('a file that is no database is refused and keeps its content', () => {
    const file = join(tempFolder(), 'notes.txt')
    writeFileSync(file, 'my notes, no database at all\n'.repeat(100))
    expect(codeOf(() => openDatabase(file))).toBe('db/broken')
    expect(readFileSync(file, 'utf8')).toContain('my notes')
  })

  test('a damaged header is refused', () => {
    const file = path()
    openDatabase(file).close()
    const bytes = readFileSync(file)
    bytes.fill(0xff, 16, 2_000)
    writeFileSync(file, bytes)
    expect(codeOf(() => openDatabase(file))).toBe('db/broken')
  })

  test('one that another process holds exclusively is locked', () => {
    const file = path()
    openDatabase(file).close()
    const holder = new Database(file)
    onTestFinished(() => void holder.close())
    holder.pragma('locking_mode = EXCLUSIVE')
    holder.exec('BEGIN EXCLUSIVE')
    expect(codeOf(() => openDatabase(file, { busyTimeoutMs: 50 }))).toBe('db/locked')
  })

  test('a folder in place of the file is refused', () => {
    expect(codeOf(() => openDatabase(tempFolder()))).toBe('db/broken')
  })
})
