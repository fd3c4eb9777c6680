// A lock made of a folder, so that two set-ups started together do each step once.

import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { say, SetupError } from './report.mjs'

const POLL_MS = 200
const GIVE_UP_MS = 30 * 60_000
/** A lock without its owner's name is being made this moment, or its maker died in between. */
const NAMELESS_MS = 5_000

/** The owner files of the locks held by this process. */
const held = new Set()

/**
 * A program started under a lock keeps the lock even if this process is killed, because it goes on working.
 * @param {number | undefined} pid
 */
export function shareLocks(pid) {
  for (const file of held) appendFileSync(file, ` ${pid ?? ''}`)
}

/**
 * Runs `work` while holding the lock; takes over a lock whose owner is gone.
 * @template T
 * @param {string} folder the parent of the lock
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(folder, work) {
  mkdirSync(folder, { recursive: true })
  const lock = join(folder, 'setup.lock')
  await acquire(lock)
  const owners = join(lock, 'owners')
  held.add(owners)
  const release = () => {
    held.delete(owners)
    rmSync(lock, { recursive: true, force: true })
  }
  process.once('exit', release)
  try {
    return await work()
  } finally {
    process.off('exit', release)
    release()
  }
}

/** @param {string} lock */
async function acquire(lock) {
  const startedAt = Date.now()
  let announced = false
  while (!tryAcquire(lock)) {
    if (isAbandoned(lock)) {
      takeAway(lock)
      continue
    }
    if (!announced) say('another set-up is running here; waiting for it')
    announced = true
    if (Date.now() - startedAt > GIVE_UP_MS) throw new SetupError(`${lock} is still held`, 'end the other set-up, or delete that folder')
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
}

/** @param {string} lock */
function tryAcquire(lock) {
  try {
    mkdirSync(lock)
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false
    throw error
  }
  writeFileSync(join(lock, 'owners'), `${hostname()} ${process.pid}`)
  return true
}

/**
 * Renames first, because only one of several waiters can succeed in that.
 * @param {string} lock
 */
function takeAway(lock) {
  const aside = `${lock}.${process.pid}`
  try {
    renameSync(lock, aside)
  } catch {
    return
  }
  rmSync(aside, { recursive: true, force: true })
}

/** @param {string} lock */
function isAbandoned(lock) {
  try {
    const [host, ...owners] = readFileSync(join(lock, 'owners'), 'utf8').split(' ')
    return host === hostname() && !owners.map(Number).some(isAlive)
  } catch {
    return isOlderThan(lock, NAMELESS_MS)
  }
}

/** @param {number} pid */
function isAlive(pid) {
  if (!(pid > 0)) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM'
  }
}

/**
 * @param {string} path
 * @param {number} ageMs
 */
function isOlderThan(path, ageMs) {
  try {
    return Date.now() - statSync(path).mtimeMs > ageMs
  } catch {
    return false
  }
}
