// Runs the end-to-end tests as an ordinary user where we are root, because Chromium's sandbox is off for root: `node scripts/e2e-as-user.ts [--user nobody] [test filters]`.

import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { ensureBuilt } from './lib/build.ts'
import { withDisplay } from './lib/display.ts'
import { projectRoot, readRuntime } from './lib/electron.ts'
import { run } from './lib/run.ts'

/** What a run of the tests reads; the packages are linked, not copied. */
const PARTS = [
  'out',
  'src',
  'scripts',
  'tests',
  'resources',
  'package.json',
  'playwright.config.ts',
  'tsconfig.json',
  'tsconfig.base.json',
  'tsconfig',
]

const { values, positionals } = parseArgs({ options: { user: { type: 'string', default: 'nobody' } }, allowPositionals: true })

/** A copy of the project that the user may read and write, with Electron beside it: root's own folders are closed to others. */
function copyFor(user: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'llm-dyno-user-'))
  const runtime = readRuntime()
  for (const part of PARTS) cpSync(join(projectRoot, part), join(folder, part), { recursive: true })
  symlinkSync(join(projectRoot, 'node_modules'), join(folder, 'node_modules'))
  const dist = join(folder, 'electron')
  cpSync(runtime.dist, dist, { recursive: true })
  mkdirSync(join(folder, '.cache'))
  const copied = (addon: string | null): string | null => {
    if (addon === null) return null
    const copy = join(folder, '.cache', basename(addon))
    cpSync(addon, copy)
    return copy
  }
  const described = JSON.parse(readFileSync(join(projectRoot, '.cache', 'runtime.json'), 'utf8'))
  const electron = { ...described.electron, dist, executable: join(dist, basename(runtime.executable)) }
  writeFileSync(join(folder, '.cache', 'runtime.json'), JSON.stringify({ ...described, electron, sqliteBinding: copied(runtime.sqliteBinding), kernelReads: copied(runtime.kernelReads) }))
  mkdirSync(join(folder, 'home'))
  chmodSync(folder, 0o755)
  const owned = spawnSync('chown', ['-R', user, folder], { stdio: 'inherit' })
  if (owned.status !== 0) throw new Error(`the copy can't be given to ${user}`)
  return folder
}

if (process.platform !== 'linux' || process.getuid?.() !== 0) {
  process.stderr.write('Only root on Linux needs this; others run  npm test -- --only e2e\n')
  process.exit(2)
}
const built = await ensureBuilt()
if (built !== 0) process.exit(built)
const folder = copyFor(values.user)
try {
  process.exitCode = await withDisplay(({ DISPLAY }) => {
    const home = join(folder, 'home')
    const env = [
      `HOME=${home}`,
      `TMPDIR=${home}`,
      `DISPLAY=${DISPLAY ?? ''}`,
      `PATH=${join(projectRoot, 'node_modules', '.bin')}:${process.env['PATH'] ?? ''}`,
    ]
    return run('runuser', ['-u', values.user, '--', 'env', '-i', ...env, 'sh', '-c', 'cd "$0" && exec playwright test "$@"', folder, ...positionals])
  })
} finally {
  rmSync(folder, { recursive: true, force: true })
}
