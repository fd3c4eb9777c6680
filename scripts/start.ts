// Opens the app: builds it first if its sources have changed.

import { electronLaunchOptions } from './lib/electron.ts'
import { ensureBuilt } from './lib/build.ts'
import { hasDisplay } from './lib/display.ts'
import { run } from './lib/run.ts'

if (!hasDisplay()) {
  process.stderr.write('There is no screen here (DISPLAY and WAYLAND_DISPLAY are empty). To see the app run without one:  npm run demo\n')
  process.exit(1)
}
const buildCode = await ensureBuilt()
if (buildCode !== 0) process.exit(buildCode)
const { executablePath, args, env } = electronLaunchOptions({ appArgs: process.argv.slice(2), isForPeople: true })
process.exit(await run(executablePath, args, { env }))
