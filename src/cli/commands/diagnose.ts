/** `dyno diagnose ID|FILE`: why a session was as it was, with the evidence. */
import { existsSync, readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { analyseSession } from '../../core/analysis/index.ts'
import { diagnose } from '../../core/diagnosis/diagnose.ts'
import { rangeEvidence, sessionEvidence } from '../../core/diagnosis/evidence.ts'
import { limitsWith, type LimitOverrides } from '../../core/diagnosis/limits.ts'
import type { Verdict } from '../../core/model/analysis.ts'
import type { Diagnosis } from '../../core/model/diagnosis.ts'
import type { SessionId } from '../../core/model/ids.ts'
import { formatterFor } from '../../core/format/formatter.ts'
import { diagnosisLines, exportDiagnosis, layerSentences } from '../../core/report/index.ts'
import { createTranslate } from '../../shared/i18n/index.ts'
import { parseSessionExport } from '../../shared/schema/export/stored.ts'
import { ArgumentError, issuesIn } from '../argument-error.ts'
import { CliError } from '../exit-codes.ts'
import { openStore, valueOf } from '../host.ts'
import { commonOptions, wholeNumber, type CommonOptions } from '../options.ts'
import { diagnosisLimit } from '../limit-option.ts'
import { assertWritable, writeJson } from '../output.ts'
import { oneLine } from '../summary.ts'
import { limitLines, usedLimits } from '../window-limits.ts'

type Options = CommonOptions & { readonly from?: number; readonly to?: number; readonly limit?: LimitOverrides; readonly windowLimits: boolean }
type Range = readonly [fromMs: number, toMs: number] | null

function rangeOf({ from, to }: Options): Range {
  if (from === undefined && to === undefined) return null
  if (from === undefined || to === undefined || to <= from) throw new ArgumentError('fromTo')
  return [from * 1000, to * 1000]
}

/** An exported session, of this machine or another. */
/** With the sentence of each layer; of a range there is none. */
interface Answer {
  readonly diagnosis: Diagnosis
  readonly verdicts: readonly Verdict[]
}

function ofFile(file: string, range: Range, overrides: LimitOverrides): Answer {
  const read = parseSessionExport(readFileSync(file, 'utf8'))
  if (!('session' in read)) throw new ArgumentError('notASession', { file, issues: issuesIn(read.issues) })
  const analysis = analyseSession(read.session)
  const diagnosis = diagnose(range === null ? sessionEvidence(read.session, analysis) : rangeEvidence(read.session, analysis, ...range), limitsWith(overrides))
  return { diagnosis, verdicts: range === null ? analysis.verdicts : [] }
}

async function ofStore(id: string, range: Range, limits: LimitOverrides, { db, lang }: Options, isAskedFor: boolean): Promise<Answer> {
  const store = await openStore(db, isAskedFor)
  try {
    const sessionId = id === 'last' ? valueOf(await store.call('sessions:list', null), lang)[0]?.id : (id as SessionId)
    if (sessionId === undefined) throw new CliError(createTranslate(lang)('cli:no-sessions'))
    valueOf(await store.call('diagnosis:limits', limits), lang)
    const diagnosis = valueOf(await store.call('sessions:diagnose', { sessionId, range }), lang)
    return { diagnosis, verdicts: range === null ? valueOf(await store.call('sessions:get', { sessionId }), lang).analysis.verdicts : [] }
  } finally {
    await store.close()
  }
}

export function addDiagnoseCommand(program: Command): void {
  const command = program.command('diagnose').description('say why a session was slow, or failed, with the evidence').argument('<session>', 'id from `dyno list`, "last", or an exported JSON file')
  for (const option of commonOptions()) command.addOption(option)
  command.option('--from <seconds>', 'only from this instant of the session', wholeNumber(0, 1_000_000)).option('--to <seconds>', 'only up to this instant', wholeNumber(0, 1_000_000))
  command.option('--limit <name=value>', 'move a line that rules draw, e.g. gpuIdlePercent=20; may be given several times (docs/diagnosis.md lists them)', diagnosisLimit)
  command.option('--no-window-limits', "don't take over what was moved in the window's settings (Settings → Diagnosis)")
  command.action(async (session: string, options: Options) => {
    if (options.json !== undefined) assertWritable(options.json)
    const range = rangeOf(options)
    const limits = usedLimits(options.db, options.limit ?? {}, options.windowLimits)
    const { diagnosis, verdicts } = session.endsWith('.json') && existsSync(session) ? ofFile(session, range, limits.overrides) : await ofStore(session, range, limits.overrides, options, command.getOptionValueSource('db') === 'cli')
    if (options.json !== undefined) writeJson(options.json, { ...exportDiagnosis(diagnosis), limits: { ...limitsWith(limits.overrides), moved: { settings: limits.fromSettings, options: limits.fromOptions } } })
    if (options.json === '-') return
    const t = createTranslate(options.lang)
    const layers = layerSentences(verdicts, formatterFor(options.lang), t).map((verdict) => t('cli:verdict', { ...verdict }))
    process.stdout.write(`${[...layers, ...(layers.length === 0 ? [] : ['']), ...diagnosisLines(diagnosis, options.lang, t), '', ...limitLines(limits, t)].map(oneLine).join('\n')}\n`)
  })
}
