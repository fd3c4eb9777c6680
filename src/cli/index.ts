#!/usr/bin/env node
/** The command line: the app's engine, recorder and analysis without a window. */
import { CommanderError } from 'commander'
import { createTranslate, type Language } from '../shared/i18n/index.ts'
import { ArgumentError, askedLanguage } from './argument-error.ts'
import { commanderText } from './commander-text.ts'
import { CliError, exitCodes } from './exit-codes.ts'
import { systemLanguage } from './options.ts'
import { safeForTerminal } from './summary.ts'
import { createProgram } from './program.ts'

/** Says what went wrong. Commander's own exits (bad arguments, help) get codes of ours. */
function exitCodeOf(error: unknown, language: Language): number {
  if (error instanceof CommanderError) {
    // Help has been shown by then.
    if (error.code.startsWith('commander.help') || error.code === 'commander.version') return error.exitCode === 0 ? exitCodes.done : exitCodes.badArguments
    process.stderr.write(`${safeForTerminal(commanderText(error, createTranslate(language)))}\n`)
    return exitCodes.badArguments
  }
  if (error instanceof CliError) {
    process.stderr.write(`${error instanceof ArgumentError ? error.inWords(language) : error.message}\n`)
    return error.exitCode
  }
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  return exitCodes.failed
}

const language = askedLanguage(process.argv, systemLanguage(process.env))
try {
  await createProgram(language).parseAsync()
} catch (error) {
  process.exitCode = exitCodeOf(error, language)
}
