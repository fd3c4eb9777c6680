/** The bundled simulator in a process of its own, for calibration. */
import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { StartScripted } from '../background/calibrate.ts'
import { err, ok, type Result } from '../core/result.ts'

const entry = fileURLToPath(new URL('../sim/index.ts', import.meta.url))
const startTimeoutMs = 10_000

/** Starts it in script mode on a free loopback port. It ends with this process at the latest. */
export const startScriptedSimulator: StartScripted = async (scriptFile) => {
  const child = spawn(process.execPath, [entry, '--port', '0', '--quiet', '--exit-with-parent', '--script', scriptFile], { stdio: ['pipe', 'pipe', 'ignore'] })
  const stop = (): void => void child.kill()
  const timer = setTimeout(stop, startTimeoutMs)
  const started = await listening(child)
  clearTimeout(timer)
  return started.ok ? ok({ ...started.value, stop }) : started
}

async function listening(child: ChildProcess): Promise<Result<{ readonly url: string; readonly model: string }, string>> {
  const failed = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code) => resolve(`it ended with code ${code ?? 'none'}`))
  })
  const line = new Promise<{ readonly url: string; readonly model: string }>((resolve) => {
    if (child.stdout === null) return
    createInterface({ input: child.stdout }).once('line', (text) => resolve(JSON.parse(text) as { readonly url: string; readonly model: string }))
  })
  return Promise.race([line.then(({ url, model }) => ok({ url, model })), failed.then((reason) => err(reason))])
}
