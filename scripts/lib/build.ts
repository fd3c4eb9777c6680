// Builds the app when its sources have changed since the last build, and only then.

import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from './electron.ts'
import { run } from './run.ts'
import type { RunOptions } from './run.ts'

/** What the built files depend on. */
const INPUTS = [
  'src/core',
  'src/shared',
  'src/node',
  'src/background',
  'src/sim',
  'src/main',
  'src/preload',
  'src/renderer',
  'electron.vite.config.ts',
  'package.json',
  'package-lock.json',
]
const OUTPUTS = [
  'out/main/index.js',
  'out/main/engine.js',
  'out/main/recorder.js',
  'out/main/reader.js',
  'out/main/simulator.js',
  'out/preload/index.cjs',
  'out/renderer/index.html',
]
const stampFile = join(projectRoot, '.cache', 'build.sha256')

/** @returns whether `out` holds what the present sources give */
export function isBuilt(): boolean {
  if (!OUTPUTS.every((file) => existsSync(join(projectRoot, file)))) return false
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === hashInputs()
}

/**
 * Builds the app if it is not built.
 * @returns the exit code of the build, 0 where there was nothing to do
 */
export async function ensureBuilt(options: RunOptions = {}): Promise<number> {
  if (isBuilt()) return 0
  const hash = hashInputs()
  rmSync(stampFile, { force: true })
  const code = await run('electron-vite', ['build', '--logLevel', 'warn'], options)
  if (code !== 0) return code
  mkdirSync(join(projectRoot, '.cache'), { recursive: true })
  writeFileSync(stampFile, hash)
  return 0
}

function hashInputs(): string {
  const hash = createHash('sha256')
  for (const file of INPUTS.flatMap(filesOf)) hash.update(`${file}\0`).update(readFileSync(join(projectRoot, file)))
  return hash.digest('hex')
}

function filesOf(input: string): readonly string[] {
  const path = join(projectRoot, input)
  if (!existsSync(path)) return []
  if (/\.\w+$/.test(input)) return [input]
  const entries = readdirSync(path, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(projectRoot.length + 1))
    .toSorted()
}
