/** All commands of `dyno` together. */
import { Command } from 'commander'
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
import type { Language } from '../shared/i18n/index.ts'
import { named } from './argument-error.ts'
import { speakHelp } from './help-text.ts'

/** Its own complaints are told by `exitCodeOf`. */
export function createProgram(language: Language): Command {
  const program = new Command('dyno').description('A dynamometer for LLM servers.').version(packageJson.version)
  for (const add of [addRunCommand, addListCommand, addShowCommand, addDiagnoseCommand, addExplainCommand, addCompareCommand, addServersCommand, addCalibrateCommand, addAgentCommand, addSimCommand]) add(program)
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({ outputError: () => {} })
    speakHelp(command, language)
    for (const option of command.options) if (option.parseArg !== undefined && option.argChoices === undefined) option.argParser(named(option.long ?? option.flags, option.parseArg))
  }
  return program
}
