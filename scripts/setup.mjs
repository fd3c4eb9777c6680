#!/usr/bin/env node
// Makes a fresh clone ready to run, then runs the command given after `--`.
// Plain Node 20 without dependencies, because it is what brings the dependencies.

import { installPackages, arePackagesReady } from './lib/setup/packages.mjs'
import { findElectron, forgetElectron, knownElectron } from './lib/setup/electron.mjs'
import { isSqliteReady, makeSqlite } from './lib/setup/sqlite.mjs'
import { isKernelReadsReady, makeKernelReads } from './lib/setup/kernel-reads.mjs'
import { ensureSystem } from './lib/setup/system.mjs'
import { become, projectEnv } from './lib/setup/execute.mjs'
import { cloneCache, readJson, runtimeFile, sharedCache } from './lib/setup/places.mjs'
import { withLock } from './lib/setup/lock.mjs'
import { say, SetupError } from './lib/setup/report.mjs'

const USAGE = `usage: node scripts/setup.mjs [--only=packages,electron,sqlite,kernel-reads,system] [--refresh] [-- command ...]
  --only     the steps to take (default: all)
  --refresh  look for the official Electron binary and for a C compiler again`

const STEPS = /** @type {const} */ (['packages', 'system', 'electron', 'sqlite', 'kernel-reads'])

/** @param {readonly string[]} args */
function readArguments(args) {
  const end = args.indexOf('--')
  const own = end < 0 ? args : args.slice(0, end)
  const only = own
    .find((arg) => arg.startsWith('--only='))
    ?.slice('--only='.length)
    .split(',')
  const steps = new Set(only ?? STEPS)
  const unknown = [
    ...own.filter((arg) => arg !== '--refresh' && !arg.startsWith('--only=')),
    ...[...steps].filter((step) => !STEPS.includes(/** @type {any} */ (step))),
  ]
  return { steps, refresh: own.includes('--refresh'), command: end < 0 ? [] : args.slice(end + 1), unknown }
}

/**
 * Checks first and takes the lock only where there is something to do.
 * @param {string} lockFolder
 * @param {() => boolean} isReady
 * @param {() => Promise<unknown>} work
 */
async function ensure(lockFolder, isReady, work) {
  if (isReady()) return
  await withLock(lockFolder, async () => {
    if (!isReady()) await work()
  })
}

/**
 * @param {ReadonlySet<string>} steps
 * @param {boolean} refresh
 */
async function setUp(steps, refresh) {
  if (steps.has('packages')) await ensure(cloneCache, arePackagesReady, installPackages)
  if (steps.has('system')) await ensureSystem()
  if (refresh) forgetElectron()
  if (steps.has('electron')) await ensure(sharedCache(), () => knownElectron() !== null, findElectron)
  if (steps.has('sqlite')) await ensure(sharedCache(), isSqliteReady, makeSqlite)
  if (steps.has('kernel-reads')) await ensure(sharedCache(), isKernelReadsReady, makeKernelReads)
}

/** @param {ReadonlySet<string>} steps */
function commandEnv(steps) {
  const env = projectEnv()
  const runtime = readJson(runtimeFile)
  if (runtime?.kernelReads) env.LLM_DYNO_KERNEL_READS = runtime.kernelReads
  if (!steps.has('electron') || !runtime?.electron) return env
  if (runtime.electron.source !== 'official') env.ELECTRON_OVERRIDE_DIST_PATH = runtime.electron.dist
  if (steps.has('sqlite') && runtime.sqliteBinding) env.LLM_DYNO_SQLITE_BINDING = runtime.sqliteBinding
  return env
}

try {
  const { steps, refresh, command, unknown } = readArguments(process.argv.slice(2))
  if (unknown.length > 0) {
    process.stderr.write(`${USAGE}\nnot understood: ${unknown.join(' ')}\n`)
    process.exit(2)
  }
  await setUp(steps, refresh)
  if (command.length > 0) become(command, commandEnv(steps))
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  say(`stopped: ${error.message}`)
  process.exit(1)
}
