/** `dyno explain ID|FILE`: what was different at one request or in one stretch of time, against the rest of its stage. */
import { existsSync, readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { explainMoment } from '../../core/diagnosis/explain.ts'
import type { Explanation, Moment } from '../../core/model/explanation.ts'
import type { SessionId } from '../../core/model/ids.ts'
import { explanationLines } from '../../core/report/index.ts'
import { createTranslate } from '../../shared/i18n/index.ts'
import { parseSessionExport } from '../../shared/schema/export/stored.ts'
import { ArgumentError, issuesIn } from '../argument-error.ts'
import { CliError } from '../exit-codes.ts'
import { openStore, valueOf } from '../host.ts'
import { commonOptions, wholeNumber, type CommonOptions } from '../options.ts'
import { assertWritable, writeJson } from '../output.ts'
import { oneLine } from '../summary.ts'

type Options = CommonOptions & { readonly request?: number; readonly from?: number; readonly to?: number }

function momentOf({ request, from, to }: Options): Moment {
  if (request !== undefined) return { kind: 'request', index: request }
  if (from === undefined || to === undefined || to <= from) throw new ArgumentError('moment')
  return { kind: 'interval', fromMs: from * 1000, toMs: to * 1000 }
}

function ofFile(file: string, moment: Moment): Explanation {
  const read = parseSessionExport(readFileSync(file, 'utf8'))
  if (!('session' in read)) throw new ArgumentError('notASession', { file, issues: issuesIn(read.issues) })
  return explainMoment(read.session, moment)
}

async function ofStore(id: string, moment: Moment, { db, lang }: Options, isAskedFor: boolean): Promise<Explanation> {
  const store = await openStore(db, isAskedFor)
  try {
    const sessionId = id === 'last' ? valueOf(await store.call('sessions:list', null), lang)[0]?.id : (id as SessionId)
    if (sessionId === undefined) throw new CliError(createTranslate(lang)('cli:no-sessions'))
    return valueOf(await store.call('sessions:explain', { sessionId, moment }), lang)
  } finally {
    await store.close()
  }
}

export function addExplainCommand(program: Command): void {
  const command = program.command('explain').description('say what was different at one moment, against the rest of its stage').argument('<session>', 'id from `dyno list`, "last", or an exported JSON file')
  for (const option of commonOptions()) command.addOption(option)
  command.option('--request <number>', 'the moment of this request', wholeNumber(0, 10_000_000))
  command.option('--from <seconds>', 'or a stretch of time, from this instant of the session', wholeNumber(0, 1_000_000)).option('--to <seconds>', 'up to this instant', wholeNumber(0, 1_000_000))
  command.action(async (session: string, options: Options) => {
    if (options.json !== undefined) assertWritable(options.json)
    const moment = momentOf(options)
    const explanation = session.endsWith('.json') && existsSync(session) ? ofFile(session, moment) : await ofStore(session, moment, options, command.getOptionValueSource('db') === 'cli')
    if (options.json !== undefined) writeJson(options.json, explanation)
    if (options.json === '-') return
    process.stdout.write(`${explanationLines(explanation, options.lang, createTranslate(options.lang)).map(oneLine).join('\n')}\n`)
  })
}
