/** `dyno sim`: the bundled simulator in the foreground. */
import type { Command } from 'commander'
import { simulatorCommand } from '../../sim/cli/command.ts'

export function addSimCommand(program: Command): void {
  program.addCommand(simulatorCommand().name('sim').description('start the bundled simulator: an OpenAI-compatible server with a believable model of batching'))
}
