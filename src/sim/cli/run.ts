/** Runs the simulator as a process of its own: announces itself, and leaves with a signal or with its parent. */
import { writeFileSync } from 'node:fs'
import { startSimulator } from '../server.ts'
import type { SimulatorOptions } from '../options.ts'
import { watchParent } from './parent-watch.ts'

/** How the process behaves around the server. */
export type RunOptions = { readonly exitWithParent: boolean; readonly quiet: boolean; readonly jsonFile: string | null }

/** Status of a process that a fault killed, as after SIGKILL. */
const diedStatus = 137

/** Starts, prints the listening line, serves until told to stop, then ends the process. */
export async function runSimulator(options: SimulatorOptions, { exitWithParent, quiet, jsonFile }: RunOptions): Promise<void> {
  const simulator = await startSimulator({ ...options, onDie: () => process.exit(diedStatus) })
  // A reader that goes away must not take the server down.
  process.stdout.on('error', () => undefined)
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
    if (exitWithParent) watchParent(resolve)
    const line = { event: 'listening', url: simulator.url, pid: process.pid, model: simulator.model }
    process.stdout.write(`${JSON.stringify(line)}\n`)
    if (jsonFile !== null) writeFileSync(jsonFile, `${JSON.stringify(line)}\n`)
    if (!quiet) process.stderr.write(`Simulated server on ${simulator.url}/v1 (Ctrl-C stops it)\n`)
  })
  await simulator.close()
  process.exit(0)
}
