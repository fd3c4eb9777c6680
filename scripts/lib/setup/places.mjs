// Where set-up keeps things: inside the clone, and in a per-user cache that all clones share.

import { accessSync, constants, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The root of this clone. */
export const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))))

/** Ignored by git; holds what set-up found out about this clone. */
export const cloneCache = join(root, '.cache')

/** Tells scripts and tests which Electron to start and which SQLite addon it needs. */
export const runtimeFile = join(cloneCache, 'runtime.json')

/**
 * The cache that clones share, or the clone's own where there is no usable home directory.
 * @returns {string} an existing, writable folder
 */
export function sharedCache() {
  const { LLM_DYNO_CACHE, XDG_CACHE_HOME, HOME, USERPROFILE } = process.env
  const home = HOME || USERPROFILE
  const candidates = [LLM_DYNO_CACHE, XDG_CACHE_HOME && join(XDG_CACHE_HOME, 'llm-dyno'), home && join(home, '.cache', 'llm-dyno')]
  for (const folder of candidates) {
    if (folder && canWrite(folder)) return folder
  }
  mkdirSync(cloneCache, { recursive: true })
  return cloneCache
}

/**
 * A folder to make something in, moved to its place only when complete. Call it under the shared cache's lock:
 * it clears away what earlier set-ups left when they were killed.
 * @param {string} what
 * @returns {{folder: string, discard: () => void}}
 */
export function openWorkshop(what) {
  const cache = sharedCache()
  for (const left of readdirSync(cache)) {
    if (left.startsWith('making-')) rmSync(join(cache, left), { recursive: true, force: true })
  }
  const folder = mkdtempSync(join(cache, `making-${what}-`))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  process.once('exit', remove)
  return {
    folder,
    discard: () => {
      process.off('exit', remove)
      remove()
    },
  }
}

/** @param {string} folder */
function canWrite(folder) {
  try {
    mkdirSync(folder, { recursive: true })
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}

/**
 * @param {string} file
 * @returns {any} the parsed content, or null where the file is missing or damaged
 */
export function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}

/**
 * Writes through a rename, so that an interruption leaves the old file or the new one.
 * @param {string} file
 * @param {unknown} value
 */
export function writeJson(file, value) {
  mkdirSync(dirname(file), { recursive: true })
  const temporary = `${file}.${process.pid}`
  writeFileSync(temporary, `${JSON.stringify(value, null, 2)}\n`)
  renameSync(temporary, file)
}

/**
 * @param {string} name a package in node_modules
 * @returns {string} its installed version
 */
export function installedVersion(name) {
  return readJson(join(root, 'node_modules', name, 'package.json'))?.version ?? ''
}
