// Compiles the small addon with which Linux itself stamps what arrives. Nothing depends on it: without it the client stamps.

import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { execute } from './execute.mjs'
import { openWorkshop, readJson, root, runtimeFile, sharedCache, writeJson } from './places.mjs'
import { ensureDebianPackages } from './system.mjs'
import { say } from './report.mjs'

const folder = join(root, 'native')
const flags = ['-std=gnu11', '-O2', '-fPIC', '-shared', '-fvisibility=hidden', '-Wall']

/** @returns {boolean} whether the addon is there, or can't be */
export function isKernelReadsReady() {
  if (process.platform !== 'linux') return true
  const runtime = readJson(runtimeFile)
  if (runtime?.kernelReadsTried !== identity()) return false
  return runtime.kernelReads === null || existsSync(runtime.kernelReads)
}

/** Makes the addon and records it, or says and records that it can't be made: only `--refresh` tries again. Never fails. */
export async function makeKernelReads() {
  const file = join(sharedCache(), `kernel-reads-${identity()}`, 'kernel-reads.node')
  const made = existsSync(file) || (await compile(file))
  writeJson(runtimeFile, { ...readJson(runtimeFile), kernelReads: made ? file : null, kernelReadsTried: identity() })
}

/** Of sources and flags: an addon made from others is not used. */
function identity() {
  const hash = createHash('sha256').update(flags.join(' '))
  for (const name of readdirSync(folder).sort()) hash.update(readFileSync(join(folder, name)))
  return `${hash.digest('hex').slice(0, 12)}-${process.platform}-${process.arch}`
}

/**
 * @param {string} file
 * @returns {Promise<boolean>}
 */
async function compile(file) {
  const compiler = await findCompiler()
  if (compiler === null) {
    say('no C compiler found: tokens are stamped by the client instead of the kernel. Install gcc, then run  node scripts/setup.mjs --refresh')
    return false
  }
  const workshop = openWorkshop('kernel-reads')
  try {
    const made = join(workshop.folder, 'kernel-reads.node')
    const include = `-I${join(root, 'node_modules', 'node-api-headers', 'include')}`
    const { code, output } = await execute(compiler, [...flags, include, join(folder, 'kernel-reads.c'), '-o', made], { capture: true })
    if (code !== 0) {
      say(`the addon for kernel stamps can't be compiled, so tokens are stamped by the client:\n${output.trim().split('\n').slice(0, 10).join('\n')}`)
      return false
    }
    mkdirSync(dirname(file), { recursive: true })
    copyFileSync(made, `${file}.${process.pid}`)
    renameSync(`${file}.${process.pid}`, file)
    return true
  } finally {
    workshop.discard()
  }
}

async function findCompiler() {
  if (await answers('cc')) return 'cc'
  await ensureDebianPackages(['gcc', 'libc6-dev'])
  return (await answers('cc')) ? 'cc' : (await answers('gcc')) ? 'gcc' : null
}

/** @param {string} program */
async function answers(program) {
  return (await execute(program, ['--version'], { capture: true })).code === 0
}
