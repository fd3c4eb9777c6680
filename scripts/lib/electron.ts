// Which Electron to start and how, the same for scripts, benches and end-to-end tests.

import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The root of this clone. */
export const projectRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** What to give to Playwright's `_electron.launch`, or to `spawn`. */
export interface ElectronLaunchOptions {
  readonly executablePath: string
  /** Switches, then the app's folder, then `appArgs`. */
  readonly args: string[]
  readonly env: Record<string, string>
  readonly cwd: string
  /** Playwright turns Chromium's sandbox off unless this is true. */
  readonly chromiumSandbox: boolean
}

/** What the caller adds to the defaults. */
export interface ElectronLaunchRequest {
  /** Arguments for the app itself. */
  readonly appArgs?: readonly string[]
  /** Switches for Chromium, placed before the app's folder. */
  readonly switches?: readonly string[]
  /** Added to, or replacing parts of, the environment; undefined removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** The folder of the app, for tests of packaged copies. */
  readonly appPath?: string
  /** Leaves the scale factor to the screen, where tests want it to be 1. */
  readonly isForPeople?: boolean
}

/**
 * How to start the built app on this machine.
 * @throws if set-up has not run: `node scripts/setup.mjs` does
 */
export function electronLaunchOptions(request: ElectronLaunchRequest = {}): ElectronLaunchOptions {
  const runtime = readRuntime()
  const asRoot = process.platform === 'linux' && process.getuid?.() === 0
  const env = { ...process.env, ...addonEnv(runtime), ...request.env }
  return {
    executablePath: runtime.executable,
    args: [
      // Chromium refuses to run as root with its sandbox on; only the tools here may turn it off.
      ...(asRoot ? ['--no-sandbox'] : []),
      ...(request.isForPeople ? [] : ['--force-device-scale-factor=1']),
      ...(request.switches ?? []),
      request.appPath ?? projectRoot,
      ...(request.appArgs ?? []),
    ],
    env: definedOnly(env),
    cwd: projectRoot,
    chromiumSandbox: !asRoot,
  }
}

/** What set-up found out about this machine. */
export interface ElectronRuntime {
  readonly executable: string
  /** The folder that ELECTRON_OVERRIDE_DIST_PATH names. */
  readonly dist: string
  /** The version that really runs, for example 33.2.1. */
  readonly version: string
  /** Where the binary came from. */
  readonly source: 'official' | 'npm' | 'override'
  /** The SQLite addon for this Electron, or null where the one in the package fits. */
  readonly sqliteBinding: string | null
  /** The addon with which Linux stamps what arrives, or null where there is none. */
  readonly kernelReads: string | null
}

/** @throws if set-up has not run */
export function readRuntime(): ElectronRuntime {
  const stored = parseRuntime(join(projectRoot, '.cache', 'runtime.json'))
  if (stored === null) throw new Error('Electron is not set up here: run  node scripts/setup.mjs')
  return stored
}

function parseRuntime(file: string): ElectronRuntime | null {
  try {
    const { electron, sqliteBinding, kernelReads } = JSON.parse(readFileSync(file, 'utf8'))
    if (typeof electron?.executable !== 'string') return null
    const { executable, dist, version, source } = electron
    return { executable, dist, version, source, sqliteBinding: electron.napi < 10 ? (sqliteBinding ?? null) : null, kernelReads: kernelReads ?? null }
  } catch {
    return null
  }
}

function addonEnv({ sqliteBinding, kernelReads }: ElectronRuntime): Record<string, string> {
  return {
    ...(sqliteBinding === null ? {} : { LLM_DYNO_SQLITE_BINDING: sqliteBinding }),
    ...(kernelReads === null ? {} : { LLM_DYNO_KERNEL_READS: kernelReads }),
  }
}

function definedOnly(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined))
}
