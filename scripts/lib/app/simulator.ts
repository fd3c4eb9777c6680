// Starts the bundled simulator as a process of its own, and asks it what truly happened.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { projectRoot } from '../electron.ts'

const START_TIMEOUT_MS = 15_000

/** What the simulator wrote down about one answer; times are ns of the system's monotonic clock. */
export interface TruthRecord {
  readonly id: string
  readonly receivedNs: number
  readonly chunkNs: readonly number[]
  readonly endNs: number | null
  readonly outcome: string
}

/** A simulator that runs. */
export interface SimulatorProcess {
  /** For example `http://127.0.0.1:40123`. */
  readonly url: string
  readonly pid: number
  readonly model: string
  /** Every answer so far, finished or not. */
  readonly truth: () => Promise<readonly TruthRecord[]>
  /** Resolves when the process has ended, whoever ended it. */
  readonly ended: Promise<void>
  readonly stop: () => Promise<void>
}

/**
 * @param args options of `npm run sim`, for example `--fault html`; the port is a free one unless `--port` is among them
 * @throws if it does not say within 15 s that it listens
 */
export async function startSimulatorProcess(args: readonly string[] = []): Promise<SimulatorProcess> {
  const port = args.includes('--port') ? [] : ['--port', '0']
  const child = spawn(process.execPath, [join('src', 'sim', 'index.ts'), ...port, '--quiet', '--exit-with-parent', ...args], {
    cwd: projectRoot,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
    await ended
  }
  try {
    const lines = createInterface({ input: child.stdout })
    const signal = AbortSignal.timeout(START_TIMEOUT_MS)
    const failed = ended.then(() => {
      throw new Error(`the simulator ended with code ${child.exitCode}`)
    })
    const [line] = await Promise.race([once(lines, 'line', { signal }), failed])
    failed.catch(() => undefined)
    const { url, pid, model } = JSON.parse(String(line))
    return { url, pid, model, truth: () => readTruth(url), ended, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function readTruth(url: string): Promise<readonly TruthRecord[]> {
  const text = await (await fetch(`${url}/dyno/truth`)).text()
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
}
