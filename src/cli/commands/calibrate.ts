/** `dyno calibrate`: this machine's own error, by the real engine against the simulator's true times. */
import { Option, type Command } from 'commander'
import { formatterFor } from '../../core/format/index.ts'
import { loadIssue } from '../../core/measure/calibration-run.ts'
import { calibrationBounds, defaultCalibrationLoad, type Calibration } from '../../core/model/calibration.ts'
import { calibrationRows } from '../../core/report/calibration-text.ts'
import { createTranslate, type Language } from '../../shared/i18n/index.ts'
import { ArgumentError } from '../argument-error.ts'
import { CliError, exitCodes } from '../exit-codes.ts'
import { openHost, valueOf } from '../host.ts'
import { commonOptions, seconds, wholeNumber, type CommonOptions } from '../options.ts'
import { writeJson } from '../output.ts'

interface Options extends CommonOptions {
  readonly streams: number
  readonly rate: number
  /** ms */
  readonly seconds: number
}

function resultText(calibration: Calibration, language: Language): string {
  const t = createTranslate(language)
  const rows = calibrationRows(calibration, formatterFor(language), t)
  return [t('cli:calibrated'), ...rows.map(({ label, value }) => `  ${label}: ${value}`), t('cli:calibration-note')].join('\n')
}

async function run(options: Options): Promise<void> {
  const load = { streams: options.streams, tokensPerS: options.rate, durationMs: options.seconds }
  const issue = loadIssue(load)
  if (issue !== null) throw new CliError(createTranslate(options.lang)(`errors:calibrationLoad.${issue.key}`, issue.params), exitCodes.badArguments)
  const t = createTranslate(options.lang)
  const host = openHost(options.db, options.lang)
  try {
    process.stderr.write(`${t('cli:calibrating', { streams: load.streams, rate: load.tokensPerS, seconds: Math.round(load.durationMs / 1000) })}\n`)
    const calibration = valueOf(await host.calibrate(load), options.lang)
    if (options.json !== undefined) writeJson(options.json, calibration)
    if (options.json !== '-') console.log(resultText(calibration, options.lang))
  } finally {
    await host.close()
  }
}

function rate(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !(value >= 1 && value <= calibrationBounds.maxTokensPerS)) throw new ArgumentError('tokensPerS', { max: calibrationBounds.maxTokensPerS, text })
  return value
}

export function addCalibrateCommand(program: Command): void {
  const { streams, tokensPerS, durationMs } = defaultCalibrationLoad
  const command = program
    .command('calibrate')
    .description("measure this machine's own error against the bundled simulator; sessions of up to so many users then carry the result")
    .option('--streams <n>', 'answers open at once', wholeNumber(1, calibrationBounds.maxStreams), streams)
    .option('--rate <n>', 'tokens per second of each stream', rate, tokensPerS)
    .addOption(new Option('--seconds <s>', 'how long it takes').argParser(seconds(calibrationBounds.maxDurationMs / 1000)).default(durationMs, String(durationMs / 1000)))
  for (const option of commonOptions()) command.addOption(option)
  command.action(run)
}
