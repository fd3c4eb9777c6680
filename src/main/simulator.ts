/** The bundled simulator as a child of the app: offered where no real server is found, so that the tool can be tried at once, and the yardstick of a calibration. */
import { utilityProcess, type UtilityProcess } from 'electron'
import { createInterface } from 'node:readline'
import { PassThrough } from 'node:stream'
import { z } from 'zod'
import type { ScriptedServer } from '../background/calibrate.ts'
import { err, ok, type Result } from '../core/result.ts'

const START_TIMEOUT_MS = 10_000

const listening = z.looseObject({ event: z.literal('listening'), url: z.string(), model: z.string() })
type Listening = z.infer<typeof listening>

export class Simulator {
  readonly #modulePath: string
  readonly #scripted = new Set<UtilityProcess>()
  #child: UtilityProcess | null = null
  #url: string | null = null

  constructor(modulePath: string) {
    this.#modulePath = modulePath
  }

  /** Port it listens on, while it runs. */
  get port(): number | null {
    return this.#url === null ? null : Number(new URL(this.#url).port)
  }

  /** Starts it on a free loopback port, or returns the URL of the one that runs. */
  async start(): Promise<Result<string, string>> {
    if (this.#url !== null) return ok(this.#url)
    const child = this.#fork([])
    this.#child = child
    const started = await waitForUrl(child)
    if (started.ok) this.#url = started.value.url
    else child.kill()
    child.once('exit', () => {
      if (this.#child !== child) return
      this.#child = null
      this.#url = null
    })
    return started.ok ? ok(started.value.url) : started
  }

  /** Starts another one, which follows the scripts in a file. It shows among no servers. */
  async startScripted(scriptFile: string): Promise<Result<ScriptedServer, string>> {
    const child = this.#fork(['--script', scriptFile])
    this.#scripted.add(child)
    child.once('exit', () => this.#scripted.delete(child))
    const started = await waitForUrl(child)
    const stop = (): void => void child.kill()
    if (!started.ok) stop()
    return started.ok ? ok({ url: started.value.url, model: started.value.model, stop }) : started
  }

  stop(): void {
    this.#child?.kill()
    this.#child = null
    this.#url = null
    for (const child of this.#scripted) child.kill()
  }

  #fork(args: readonly string[]): UtilityProcess {
    return utilityProcess.fork(this.#modulePath, ['--port', '0', '--quiet', ...args], { serviceName: 'LLM Dyno simulator', stdio: 'pipe' })
  }
}

function waitForUrl(child: UtilityProcess): Promise<Result<Listening, string>> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(err('it did not start in time')), START_TIMEOUT_MS)
    const finish = (result: Result<Listening, string>): void => {
      clearTimeout(timer)
      resolve(result)
    }
    child.once('exit', (code) => finish(err(`it ended with code ${code}`)))
    const output = new PassThrough()
    child.stdout?.pipe(output)
    createInterface({ input: output }).on('line', (line) => {
      try {
        const parsed = listening.safeParse(JSON.parse(line))
        if (parsed.success) finish(ok(parsed.data))
      } catch {
        // Any other output is not for us.
      }
    })
  })
}
