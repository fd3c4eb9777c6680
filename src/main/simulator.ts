/** The bundled simulator as a child of the app: offered where no real server is found, so that the tool can be tried at once. */
import { utilityProcess, type UtilityProcess } from 'electron'
import { createInterface } from 'node:readline'
import { PassThrough } from 'node:stream'
import { z } from 'zod'
import { err, ok, type Result } from '../core/result.ts'

const START_TIMEOUT_MS = 10_000

const listening = z.looseObject({ event: z.literal('listening'), url: z.string() })

export class Simulator {
  readonly #modulePath: string
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
    const child = utilityProcess.fork(this.#modulePath, ['--port', '0', '--quiet'], { serviceName: 'LLM Dyno simulator', stdio: 'pipe' })
    this.#child = child
    const started = await this.#waitForUrl(child)
    if (started.ok) this.#url = started.value
    else child.kill()
    child.once('exit', () => {
      if (this.#child !== child) return
      this.#child = null
      this.#url = null
    })
    return started
  }

  stop(): void {
    this.#child?.kill()
    this.#child = null
    this.#url = null
  }

  #waitForUrl(child: UtilityProcess): Promise<Result<string, string>> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(err('it did not start in time')), START_TIMEOUT_MS)
      const finish = (result: Result<string, string>): void => {
        clearTimeout(timer)
        resolve(result)
      }
      child.once('exit', (code) => finish(err(`it ended with code ${code}`)))
      const output = new PassThrough()
      child.stdout?.pipe(output)
      createInterface({ input: output }).on('line', (line) => {
        try {
          const parsed = listening.safeParse(JSON.parse(line))
          if (parsed.success) finish(ok(parsed.data.url))
        } catch {
          // Any other output is not for us.
        }
      })
    })
  }
}
