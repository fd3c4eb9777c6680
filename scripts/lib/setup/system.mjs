// The Debian packages that Electron links against, and what its tests need to run without a screen.

import { execute } from './execute.mjs'
import { say } from './report.mjs'

const PACKAGES = [
  'libgtk-3-0',
  'libnss3',
  'libasound2',
  'libgbm1',
  'libxss1',
  'libatk-bridge2.0-0',
  'libdrm2',
  'libcups2',
  'libsecret-1-0',
  'xvfb',
  'xauth',
  'dbus',
  'openbox',
  'fonts-noto-cjk',
]

/** Installs the packages that are missing, or says how to. Never fails: not every command needs every one. */
export async function ensureSystem() {
  await ensureDebianPackages(PACKAGES)
}

/**
 * Does nothing where there is no dpkg.
 * @param {readonly string[]} wanted
 */
export async function ensureDebianPackages(wanted) {
  if (process.platform !== 'linux') return
  const missing = await missingPackages(wanted)
  if (missing.length === 0) return
  const line = `apt-get install -y --no-install-recommends ${missing.join(' ')}`
  if (process.getuid?.() !== 0) {
    say(`system packages are missing; this installs them:  sudo ${line}`)
    return
  }
  say(`installing system packages: ${missing.join(' ')}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const quiet = ['-qq', '-o', 'DPkg::Lock::Timeout=300']
  await execute('apt-get', [...quiet, 'update'], { env, capture: true })
  const { code, output } = await execute('apt-get', [...quiet, ...line.split(' ').slice(1)], { env, capture: true })
  if (code !== 0) say(`${output.trim().split('\n').slice(-5).join('\n')}\napt-get failed; run it yourself:  ${line}`)
}

/**
 * Newer Debian and Ubuntu releases carry some of these libraries with the suffix t64.
 * @param {readonly string[]} wanted
 */
async function missingPackages(wanted) {
  const names = wanted.flatMap((name) => [name, `${name}t64`])
  const { code, output } = await execute('dpkg-query', ['-W', '-f=${Package} ${db:Status-Status}\n', ...names], { capture: true })
  if (code === 127) return []
  const installed = new Set(
    output
      .split('\n')
      .filter((line) => line.endsWith(' installed'))
      .map((line) => line.split(' ')[0]),
  )
  return wanted.filter((name) => !installed.has(name) && !installed.has(`${name}t64`))
}
