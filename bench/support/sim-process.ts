/** The bundled simulator in a process of its own, on a free loopback port. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const entry = fileURLToPath(new URL('../../src/sim/index.ts', import.meta.url))

export interface SimProcess {
  readonly url: string
  readonly apiBaseUrl: string
  readonly model: string
  readonly child: ChildProcess
  /** Ends it and waits. */
  stop(signal?: NodeJS.Signals): Promise<void>
}

/** Starts it with the given options of `npm run sim` and waits until it listens. */
export async function startSimProcess(args: readonly string[] = []): Promise<SimProcess> {
  const child = spawn(process.execPath, [entry, '--port', '0', '--quiet', '--exit-with-parent', ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
  const { url, model } = await listening(child)
  const stop = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill(signal)
    await once(child, 'exit')
  }
  return { url, apiBaseUrl: `${url}/v1`, model, child, stop }
}

async function listening(child: ChildProcess): Promise<{ url: string; model: string }> {
  if (child.stdout === null) throw new Error('The simulator has no output.')
  for await (const line of createInterface(child.stdout)) {
    const event = JSON.parse(line) as { event: string; url: string; model: string }
    if (event.event === 'listening') return event
  }
  throw new Error('The simulator ended before it listened.')
}
