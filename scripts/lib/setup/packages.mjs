// Brings node_modules to what the lock file says, and makes sure that the project's own Node is in it.

import { createHash } from 'node:crypto'
import { existsSync, lstatSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { npm } from './execute.mjs'
import { cloneCache, readJson, root, writeJson } from './places.mjs'
import { say, SetupError } from './report.mjs'

const lockFile = join(root, 'package-lock.json')
const installedFile = join(root, 'node_modules', '.package-lock.json')
const stampFile = join(cloneCache, 'packages.json')
/** The project's own Node, and the link that puts it into PATH. */
const ownNode = [
  join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node'),
  join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node'),
]

/** @returns {boolean} whether node_modules holds exactly the locked packages */
export function arePackagesReady() {
  if (![installedFile, ...ownNode].every((file) => existsSync(file))) return false
  const lockHash = hashOf(lockFile)
  const installedHash = hashOf(installedFile)
  const stamp = readJson(stampFile)
  if (stamp?.lockHash === lockHash && stamp.installedHash === installedHash) return true
  if (!isInstalled()) return false
  writeJson(stampFile, { lockHash, installedHash })
  return true
}

/**
 * Installs the locked packages. Of all their install scripts only that of the package `node` runs, which fetches
 * its binary: older npm versions would compile better-sqlite3, although it carries its binaries.
 */
export async function installPackages() {
  refuseLink(join(root, 'node_modules'))
  say('installing the packages of package-lock.json (npm ci, less than a minute)')
  await runNpm(['ci', '--ignore-scripts', '--no-audit', '--no-fund'])
  await runNpm(['rebuild', 'node', '--no-ignore-scripts'])
  if (!arePackagesReady()) {
    throw new SetupError('npm did not install what package-lock.json lists', 'delete node_modules, then run the same command again')
  }
  say('packages installed')
}

/**
 * npm ci empties node_modules first: through a link it would empty the packages of another folder.
 * @param {string} folder
 */
export function refuseLink(folder) {
  if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return
  throw new SetupError(
    `node_modules is a link to ${readlinkSync(folder)}, whose packages are not those of this package-lock.json; npm ci would delete what is there`,
    'remove the link (rm node_modules) so that packages are installed here, or run the same command in the folder that it points to',
  )
}

/** @param {readonly string[]} args */
async function runNpm(args) {
  const { code } = await npm([...args, '--loglevel=error'])
  if (code !== 0) {
    throw new SetupError(
      `npm ${args[0]} ended with exit code ${code}`,
      'read what npm says above (can the registry be reached? npm ping), then run the same command again',
    )
  }
}

/** Compares what npm recorded while installing with the lock file, ignoring packages for other platforms. */
function isInstalled() {
  const wanted = readJson(lockFile)?.packages
  const installed = readJson(installedFile)?.packages
  if (!wanted || !installed) return false
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '') continue
    const found = installed[path]
    if (!found && !entry.optional && !entry.devOptional && !entry.peer) return false
    if (found && (found.version !== entry.version || found.integrity !== entry.integrity)) return false
  }
  return Object.keys(installed).every((path) => path in wanted)
}

/** @param {string} file */
function hashOf(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex')
}
