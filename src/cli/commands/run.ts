/** `dyno run`: one session against a server, with the app's own engine, recorder and analysis. */
import { randomInt } from 'node:crypto'
import { InvalidArgumentError, type Command } from 'commander'
import type { SessionAnalysis } from '../../core/model/analysis.ts'
import { apiNames } from '../../core/model/api-names.ts'
import { planBounds } from '../../core/model/plan.ts'
import type { PromptItem } from '../../core/workload/message.ts'
import { traceTimes } from '../../core/workload/trace.ts'
import { probeServer, type Probe } from '../../node/servers/probe.ts'
import { createTranslate, type Language } from '../../shared/i18n/index.ts'
import { CliError, exitCodes, type ExitCode } from '../exit-codes.ts'
import { exportSession } from '../export.ts'
import { assertWritable } from '../output.ts'
import { openHost, valueOf, type Host } from '../host.ts'
import { addLoadOptions, type ReplayedTrace } from '../load-options.ts'
import { apiName, commonOptions, seconds, wholeNumber, type CommonOptions } from '../options.ts'
import { chooseApi, chooseModel, planOf, planOfFile, readPlanFile, targetOf, type RunOptions } from '../plan.ts'
import { addServiceOptions } from '../service-options.ts'
import { ProgressPrinter } from '../progress.ts'
import { summaryText } from '../summary.ts'
import { addWorkloadOptions, promptsFor, workloadOf, type WorkloadOptions } from '../workload.ts'

type Options = CommonOptions & RunOptions & WorkloadOptions & { readonly html?: string; readonly name?: string; readonly plan?: string }

const PROBE_TIMEOUT_MS = 10_000
const SAME_SIGNAL_MS = 300
const KEY_VARIABLE = 'LLM_DYNO_API_KEY'

async function probe(url: string, apiKey: string | null, language: Language): Promise<Probe> {
  const probed = await probeServer(url, { apiKey, timeoutMs: PROBE_TIMEOUT_MS })
  if (probed.ok) return probed.value
  const t = createTranslate(language)
  const { code, detail } = probed.error
  const shown = url.replace(/\/\/[^@/]*@/, '//…@')
  const words = { host: URL.canParse(url) ? new URL(url).host : shown, url: shown, detail }
  const message = `${t(`errors:probe.${code}.title`, words)} ${shown} (${detail})\n${t(`errors:probe.${code}.hint`, words)}`
  throw new CliError(message, code === 'bad-url' ? exitCodes.badArguments : exitCodes.failed)
}

/** The key, without the line end that `export KEY=$(cat file)` may leave; refused when no header can hold it. */
function readKey(): string | null {
  const key = process.env[KEY_VARIABLE]?.trim() ?? ''
  if (key === '') return null
  if (!/^[\u0021-\u007e]+$/u.test(key)) throw new CliError(`The key in ${KEY_VARIABLE} has characters that no header can hold.`, exitCodes.badArguments)
  return key
}

/** The first Ctrl-C lets open requests finish, the second cuts them off. */
function stopOnSignal(host: Host): () => boolean {
  let stops = 0
  let lastAtMs = Number.NEGATIVE_INFINITY
  const onSignal = (): void => {
    const nowMs = performance.now()
    // A shell that signals the whole group, through npm too, delivers one Ctrl-C several times.
    if (nowMs - lastAtMs < SAME_SIGNAL_MS) return
    lastAtMs = nowMs
    stops += 1
    host.stop(stops === 1 ? 'drain' : 'abort')
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  return () => stops > 0
}

/** What a plan file says already; where it names a file of prompts, only its digest. */
const planned: readonly (keyof Options)[] = [
  'concurrency', 'rate', 'sweep', 'arrival', 'gamma', 'thinkTime', 'ramp', 'traceScale', 'requests', 'duration', 'promptTokens', 'outputTokens', 'warmup', 'timeoutFirstToken',
  'sharedPrefix', 'promptSet', 'verbatim', 'turns', 'maxContext', 'naturalLength',
  'slo', 'findStableQps', 'maxErrors', 'maxErrorShare', 'earlyStop', 'warmupUntilSteady', 'telemetry',
]

function refuseBesidePlan(command: Command): void {
  const misplaced = planned.filter((name) => command.getOptionValueSource(name) === 'cli').map((name) => command.options.find((option) => option.attributeName() === name)?.long)
  if (misplaced.length > 0) throw new CliError(`${misplaced.join(', ')}: not with --plan, whose file says it all`, exitCodes.badArguments)
}

function hasMissedSlo({ stable, stages }: SessionAnalysis): boolean {
  return stable === null ? stages.some(({ slo }) => slo !== null && slo.miss !== null) : stable.stablePerS === null
}

function replayedBy({ trace }: Options, prompts: readonly PromptItem[]): ReplayedTrace | null {
  return trace === undefined ? null : { requests: prompts.length, durationMs: traceTimes(prompts).at(-1) ?? 0 }
}

async function run(options: Options): Promise<ExitCode> {
  const apiKey = readKey()
  for (const file of [options.json, options.html]) if (file !== undefined) assertWritable(file)
  const filed = options.plan === undefined ? null : readPlanFile(options.plan)
  const { workload, prompts } = filed === null
    ? await workloadOf(options, options.lang)
    : { workload: filed.workload, prompts: await promptsFor(filed.workload, options.trace ?? options.dataset, options.lang) }
  const probed = await probe(options.url, apiKey, options.lang)
  const model = chooseModel(probed, options.model)
  const target = targetOf(probed, options.url, model, chooseApi(probed, options.api))
  const plan = filed === null ? planOf(options, target, workload, randomInt(0, 2 ** 32), replayedBy(options, prompts)) : planOfFile(filed, target, options.seed)
  if (options.failOnSlo === true && plan.slo === undefined) throw new CliError('--fail-on-slo: the plan has no SLO', exitCodes.badArguments)
  const t = createTranslate(options.lang)
  const host = openHost(options.db, options.lang)
  const printer = new ProgressPrinter({ isTTY: process.stderr.isTTY, columns: process.stderr.columns || 80, write: (text) => void process.stderr.write(text) }, options.lang)
  const wasStopped = stopOnSignal(host)
  try {
    if (plan.target.simulated) process.stderr.write(`${t('cli:simulated-note')}\n`)
    const { sessionId, status } = await host.run({ plan, prompts, name: options.name ?? `${model} · ${plan.target.name}`, apiKey }, (progress) => printer.update(progress))
    printer.end()
    const view = valueOf(await host.store.call('sessions:get', { sessionId }), options.lang)
    if (options.json !== '-') process.stdout.write(`${summaryText(view, options.lang)}${t('cli:stored', { id: sessionId, file: options.db })}\n`)
    await exportSession(host.store, sessionId, options)
    if (wasStopped()) return exitCodes.stopped
    if (status !== 'completed') return exitCodes.failed
    return options.failOnSlo === true && hasMissedSlo(view.analysis) ? exitCodes.sloMissed : exitCodes.done
  } finally {
    await host.close()
  }
}

export function addRunCommand(program: Command): void {
  const command = program
    .command('run')
    .description(`put load on a server and store the session (an API key is read from ${KEY_VARIABLE}, never from the command line)`)
    .requiredOption('--url <url>', 'the server, e.g. http://127.0.0.1:8080')
    .option('--model <name>', 'model to use (default: the first that the server lists)')
    .option('--api <name>', `${Object.values(apiNames).join(', ')} (default: the best that the server offers)`, apiName)
    .option('--requests <n>', 'requests per stage', wholeNumber(1, planBounds.maxStageRequests))
    .option('--duration <s>', 'seconds per stage (default 12 when no limit is given)', seconds(planBounds.maxStageDurationMs / 1000))
    .option('--warmup <n>', 'requests before the first stage, not counted', wholeNumber(0, 1000), 2)
    .option('--seed <n>', 'seed of everything random (default: a new one, stored)', wholeNumber(0, 0xffff_ffff))
    .option('--timeout-first-token <s>', 'seconds to wait for the first token (default 300)', seconds(3600))
    .option('--name <text>', 'name of the session', (text) => {
      if (text.length === 0 || text.length > 200) throw new InvalidArgumentError('expected 1 to 200 characters')
      return text
    })
    .option('--html <file>', 'write the HTML report to this file')
    .option('--no-telemetry', 'do not sample CPU, memory and GPU')
  addWorkloadOptions(command)
  addServiceOptions(addLoadOptions(command)).option('--plan <file>', 'run the plan of this file, as the app saves it; a plan with a dataset needs the file too: --dataset')
  for (const option of commonOptions()) command.addOption(option)
  command.action(async (options: Options) => {
    if (options.plan !== undefined) refuseBesidePlan(command)
    process.exitCode = await run(options)
  })
}
