// Opens the app with hot reload.

import { electronLaunchOptions } from './lib/electron.ts'
import { hasDisplay } from './lib/display.ts'
import { run } from './lib/run.ts'

if (!hasDisplay()) {
  process.stderr.write('There is no screen here (DISPLAY and WAYLAND_DISPLAY are empty), so there is nothing to reload.\n')
  process.exit(1)
}
const { executablePath, env, chromiumSandbox } = electronLaunchOptions()
const noSandbox = chromiumSandbox ? [] : ['--noSandbox']
process.exit(await run('electron-vite', ['dev', ...noSandbox, ...process.argv.slice(2)], { env: { ...env, ELECTRON_EXEC_PATH: executablePath } }))
