/** Entry point of the simulator process: `node src/sim/index.ts [options]`. */
import { CommanderError } from 'commander'
import { simulatorCommand } from './cli/command.ts'

try {
  // The arguments by position: under Electron commander would look for them elsewhere.
  await simulatorCommand().exitOverride().parseAsync(process.argv.slice(2), { from: 'user' })
} catch (error) {
  if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : 2)
  process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(error instanceof RangeError ? 2 : 1)
}
