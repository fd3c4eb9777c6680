#!/usr/bin/env node
/** The command line: the app's engine, recorder and analysis without a window. */
import { Command, CommanderError } from 'commander'
import packageJson from '../../package.json' with { type: 'json' }
import { addAgentCommand } from './commands/agent.ts'
import { addCalibrateCommand } from './commands/calibrate.ts'
import { addCompareCommand } from './commands/compare.ts'
import { addListCommand } from './commands/list.ts'
import { addRunCommand } from './commands/run.ts'
import { addServersCommand } from './commands/servers.ts'
import { addDiagnoseCommand } from './commands/diagnose.ts'
import { addExplainCommand } from './commands/explain.ts'
import { addShowCommand } from './commands/show.ts'
import { addSimCommand } from './commands/sim.ts'
import { ArgumentError, askedLanguage, named } from './argument-error.ts'
import { CliError, exitCodes } from './exit-codes.ts'
import { systemLanguage } from './options.ts'

function createProgram(): Command {
  const program = new Command('dyno').description('A dynamometer for LLM servers.').version(packageJson.version)
  for (const add of [addRunCommand, addListCommand, addShowCommand, addDiagnoseCommand, addExplainCommand, addCompareCommand, addServersCommand, addCalibrateCommand, addAgentCommand, addSimCommand]) add(program)
  for (const command of [program, ...program.commands]) {
    command.exitOverride().showHelpAfterError('(--help lists the options)')
    for (const option of command.options) if (option.parseArg !== undefined && option.argChoices === undefined) option.argParser(named(option.long ?? option.flags, option.parseArg))
  }
  return program
}

/** Commander's own exits (bad arguments, help) as codes of ours. */
function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.badArguments
  if (error instanceof CliError) {
    process.stderr.write(`${error instanceof ArgumentError ? error.inWords(askedLanguage(process.argv, systemLanguage(process.env))) : error.message}\n`)
    return error.exitCode
  }
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  return exitCodes.failed
}

try {
  await createProgram().parseAsync()
} catch (error) {
  process.exitCode = exitCodeOf(error)
}
