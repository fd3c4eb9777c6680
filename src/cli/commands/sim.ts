/** `dyno sim`: the bundled simulator in the foreground, with the simulator's own options. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { commonOptions } from '../options.ts'

const simulatorEntry = fileURLToPath(new URL('../../sim/index.ts', import.meta.url))

export function addSimCommand(program: Command): void {
  const command = program
    .command('sim')
    .description('start the bundled simulator: an OpenAI-compatible server with a believable model of batching (all options: dyno sim -- --help)')
    .argument('[options...]', 'options of the simulator')
    .allowUnknownOption()
  for (const option of commonOptions()) command.addOption(option)
  command.action((simulatorOptions: readonly string[]) => {
    const child = spawn(process.execPath, [simulatorEntry, ...simulatorOptions], { stdio: 'inherit' })
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
    return new Promise<void>((resolve) => {
      child.once('exit', (code) => {
        process.exitCode = code ?? 0
        resolve()
      })
    })
  })
}
