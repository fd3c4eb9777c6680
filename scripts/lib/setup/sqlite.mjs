// Compiles better-sqlite3 for an Electron that is too old for the binary in its package.

import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { execute } from './execute.mjs'
import { installedVersion, openWorkshop, readJson, root, runtimeFile, sharedCache, writeJson } from './places.mjs'
import { ensureDebianPackages } from './system.mjs'
import { say, SetupError } from './report.mjs'

/** The Node-API version that the package's own binary is built for. */
const PREBUILT_NAPI = 10
/** Counts changes of the flags below: an addon made with older ones is not used. */
const RECIPE = 2
const modules = join(root, 'node_modules')
const sources = join(modules, 'better-sqlite3')

/** @returns {boolean} whether the Electron found has an addon it can load */
export function isSqliteReady() {
  const runtime = readJson(runtimeFile)
  if (!runtime?.electron || runtime.electron.napi >= PREBUILT_NAPI) return true
  return runtime.sqliteBinding === bindingFile(runtime.electron) && existsSync(runtime.sqliteBinding)
}

/** Makes the addon and records it. */
export async function makeSqlite() {
  const runtime = readJson(runtimeFile)
  const binding = bindingFile(runtime.electron)
  if (!existsSync(binding)) await compile(binding, runtime.electron.version)
  writeJson(runtimeFile, { ...runtime, sqliteBinding: binding })
}

/** @param {{napi: number}} electron */
function bindingFile(electron) {
  const name = `better-sqlite3-${installedVersion('better-sqlite3')}-napi${electron.napi}-r${RECIPE}-${process.platform}-${process.arch}`
  return join(sharedCache(), name, 'better_sqlite3.node')
}

/**
 * @param {string} binding
 * @param {string} electronVersion
 */
async function compile(binding, electronVersion) {
  await ensureCompiler()
  say(`compiling better-sqlite3 ${installedVersion('better-sqlite3')} for Electron ${electronVersion} (about 40 s, once)`)
  const { folder: workshop, discard } = openWorkshop('sqlite')
  try {
    const addon = join(workshop, 'better_sqlite3.node')
    await Promise.all([compileDatabase(join(workshop, 'sqlite3.o')), compileAddon(join(workshop, 'addon.o'))])
    await run('g++', [
      '-shared',
      '-o',
      addon,
      join(workshop, 'addon.o'),
      join(workshop, 'sqlite3.o'),
      '-Wl,-Bsymbolic',
      '-Wl,--exclude-libs,ALL',
      '-ldl',
      '-lpthread',
      '-lm',
    ])
    mkdirSync(join(binding, '..'), { recursive: true })
    copyFileSync(addon, `${binding}.${process.pid}`)
    renameSync(`${binding}.${process.pid}`, binding)
  } finally {
    discard()
  }
  say('SQLite addon compiled')
}

/** @param {string} object */
function compileDatabase(object) {
  const settings = readFileSync(join(sources, 'deps', 'defines.gypi'), 'utf8')
  const defines = [...settings.matchAll(/'([A-Z][A-Z0-9_]*(?:=[^']*)?)'/g)].map((match) => `-D${match[1]}`)
  return run('gcc', [
    '-c',
    join(sources, 'deps', 'sqlite3', 'sqlite3.c'),
    '-o',
    object,
    '-std=c99',
    '-w',
    '-O2',
    '-fPIC',
    '-fvisibility=hidden',
    '-DNDEBUG',
    ...defines,
  ])
}

/**
 * The number asks for the experimental interface, the only one of Node-API 9 that has references to strings.
 * @param {string} object
 */
function compileAddon(object) {
  const defines = [
    'NAPI_VERSION=2147483647',
    'NAPI_EXPERIMENTAL',
    'NODE_API_EXPERIMENTAL_NOGC_ENV_OPT_OUT',
    'NAPI_DISABLE_CPP_EXCEPTIONS',
    'NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS',
    'NDEBUG',
  ]
  const folders = [join(modules, 'node-api-headers', 'include'), join(modules, 'node-addon-api'), join(sources, 'deps', 'sqlite3')]
  return run('g++', [
    '-c',
    join(sources, 'src', 'better_sqlite3.cpp'),
    '-o',
    object,
    '-std=c++20',
    '-w',
    '-O2',
    '-fPIC',
    '-fvisibility=hidden',
    '-fvisibility-inlines-hidden',
    '-include',
    join(root, 'scripts', 'lib', 'setup', 'deferred-finalizers.h'),
    ...defines.map((define) => `-D${define}`),
    ...folders.map((folder) => `-I${folder}`),
  ])
}

async function ensureCompiler() {
  if ((await execute('g++', ['--version'], { capture: true })).code === 0) return
  await ensureDebianPackages(['g++'])
  if ((await execute('g++', ['--version'], { capture: true })).code === 0) return
  throw new SetupError(
    'a C++ compiler is needed to compile SQLite for this older Electron',
    'install one (on Debian and Ubuntu: sudo apt-get install -y g++), then run the same command again',
  )
}

/**
 * @param {string} compiler
 * @param {readonly string[]} args
 */
async function run(compiler, args) {
  const { code, output } = await execute(compiler, args, { capture: true })
  if (code !== 0) {
    throw new SetupError(
      `${compiler} failed:\n${output.trim().split('\n').slice(-20).join('\n')}`,
      'check that g++ can compile C++20 (version 10 or newer), then run the same command again',
    )
  }
}
