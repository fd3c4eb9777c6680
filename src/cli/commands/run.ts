/** `dyno run`: one session against a server, with the app's own engine, recorder and analysis. */
import { randomInt } from 'node:crypto'
import { Option, type Command } from 'commander'
import type { JobEnd } from '../../background/run-jobs.ts'
import type { SessionAnalysis } from '../../core/model/analysis.ts'
import { apiNames } from '../../core/model/api-names.ts'
import { streamsPerLane } from '../../core/measure/lanes.ts'
import { depths } from '../../core/model/depth.ts'
import { planBounds } from '../../core/model/plan.ts'
import { isThorough } from '../../core/model/presets.ts'
import type { PromptItem } from '../../core/workload/message.ts'
import { traceTimes } from '../../core/workload/trace.ts'
import { createTranslate, type Language } from '../../shared/i18n/index.ts'
import { ArgumentError } from '../argument-error.ts'
import { exitCodes, type ExitCode } from '../exit-codes.ts'
import { exportSession } from '../export.ts'
import { assertWritable, writeJson } from '../output.ts'
import { messageOf, openHost, valueOf, type Host, type JobWatch } from '../host.ts'
import { addLoadOptions, type ReplayedTrace } from '../load-options.ts'
import { apiName, commonOptions, decimal, seconds, wholeNumber, type CommonOptions } from '../options.ts'
import { chooseApi, chooseModel, planOf, planOfFile, readPlanFile, targetOf, type RunOptions } from '../plan.ts'
import { reach, readKey } from '../reach.ts'
import { addSeriesOptions, ordersOf, type SeriesOptions } from '../series-options.ts'
import { seriesText } from '../series-text.ts'
import { addRemoteOptions, linkedRemote, type RemoteOptions } from '../remote-options.ts'
import { addServiceOptions } from '../service-options.ts'
import { ProgressPrinter } from '../progress.ts'
import { summaryText } from '../summary.ts'
import { telemetryHelp, telemetrySources } from '../telemetry-option.ts'
import { addWorkloadOptions, promptsFor, workloadOf, type WorkloadOptions } from '../workload.ts'

type Options = CommonOptions & RemoteOptions & RunOptions & WorkloadOptions & SeriesOptions & { readonly html?: string; readonly name?: string; readonly plan?: string; readonly calibrate?: boolean }

const SAME_SIGNAL_MS = 300
const KEY_VARIABLE = 'LLM_DYNO_API_KEY'

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

/** Seconds as ms, 0 allowed. */
const pauseSeconds = (maxS: number) => (text: string): number => Math.round(decimal(0, maxS)(text) * 1000)
const restSeconds = pauseSeconds(60)
/** Null = as many as the load needs. */
const engines = (text: string): number | null => (text === 'auto' ? null : wholeNumber(1, planBounds.maxEngines)(text))

/** What a plan file says already; where it names a file of prompts, only its digest. */
const planned: readonly (keyof Options)[] = [
  'concurrency', 'rate', 'sweep', 'arrival', 'gamma', 'thinkTime', 'ramp', 'traceScale', 'maxOpen', 'soak', 'requests', 'duration', 'depth', 'promptTokens', 'outputTokens', 'warmup', 'timeoutFirstToken',
  'timeoutConnect', 'timeoutIdle', 'timeoutTotal', 'pause', 'grace', 'temperature',
  'sharedPrefix', 'promptSet', 'verbatim', 'turns', 'maxContext', 'naturalLength',
  'slo', 'findStableQps', 'maxRate', 'searchTolerance', 'searchTrials', 'maxErrors', 'maxErrorShare', 'earlyStop', 'warmupUntilSteady', 'coldStart', 'engines', 'telemetry', 'baseline', 'tail', 'probe',
]

function refuseBesidePlan(command: Command): void {
  // Which sources are read is no part of a plan; whether any is read, is.
  const isPlanned = (name: keyof Options): boolean => name !== 'telemetry' || command.getOptionValue(name) === false
  const misplaced = planned.filter((name) => command.getOptionValueSource(name) === 'cli' && isPlanned(name)).map((name) => command.options.find((option) => option.attributeName() === name)?.long)
  if (misplaced.length > 0) throw new ArgumentError('besidePlan', { options: misplaced.join(', ') })
}

function hasMissedSlo({ stable, stages }: SessionAnalysis): boolean {
  return stable === null ? stages.some(({ slo }) => slo !== null && slo.miss !== null) : stable.stablePerS === null
}

function replayedBy({ trace }: Options, prompts: readonly PromptItem[]): ReplayedTrace | null {
  return trace === undefined ? null : { requests: prompts.length, durationMs: traceTimes(prompts).at(-1) ?? 0 }
}

async function run(options: Options): Promise<ExitCode> {
  const apiKey = readKey(KEY_VARIABLE)
  for (const file of [options.json, options.html]) if (file !== undefined) assertWritable(file)
  const filed = options.plan === undefined ? null : readPlanFile(options.plan)
  const { workload, prompts } = filed === null
    ? await workloadOf(options, options.lang)
    : { workload: filed.workload, prompts: await promptsFor(filed.workload, options.trace ?? options.dataset, options.lang) }
  const probed = await reach(options.url, apiKey, options.lang)
  const model = chooseModel(probed, options.model)
  const target = targetOf(probed, options.url, model, chooseApi(probed, options.api))
  const plan = filed === null ? planOf(options, target, workload, randomInt(0, 2 ** 32), replayedBy(options, prompts)) : planOfFile(filed, target, options.seed)
  if (options.failOnSlo === true && plan.slo === undefined) throw new ArgumentError('planWithoutSlo')
  const t = createTranslate(options.lang)
  const remote = await linkedRemote(options, plan, options.lang)
  const orders = await ordersOf(options, { plan, prompts, name: options.name ?? `${model} · ${plan.target.name}`, apiKey, remote })
  const place = orders[0]?.place ?? null
  if (place !== null && options.html !== undefined) throw new ArgumentError('htmlOfSeries')
  const host = openHost(options.db, options.lang)
  const wasStopped = stopOnSignal(host)
  try {
    if (orders.some((order) => order.plan.target.simulated)) process.stderr.write(`${t('cli:simulated-note')}\n`)
    if (typeof options.telemetry === 'object') valueOf(await host.store.call('machine:sources', options.telemetry), options.lang)
    const end = await host.run({ runs: orders, calibrate: options.calibrate ?? isThorough(orders.map((order) => order.plan)) }, watchOf(options.lang))
    const code = place === null ? await finishOne(host, end, options) : await finishSeries(host, place.seriesId, end, options)
    return wasStopped() ? exitCodes.stopped : code
  } finally {
    await host.close()
  }
}

/** Progress on standard error. */
function watchOf(language: Language): JobWatch {
  const t = createTranslate(language)
  const printer = new ProgressPrinter({ isTTY: process.stderr.isTTY, columns: process.stderr.columns || 80, write: (text) => void process.stderr.write(text) }, language)
  return {
    onProgress: (progress) => {
      if (progress.phase === 'ended') printer.end()
      else printer.update(progress)
    },
    onState: ({ step, stopping }) => {
      printer.end()
      if (step === 'calibrating' && !stopping) process.stderr.write(`${t('cli:calibrating-first')}\n`)
    },
    onProblem: (error) => {
      printer.end()
      process.stderr.write(`${messageOf(error, language)}\n`)
    },
  }
}

async function finishOne(host: Host, { runs: [only] }: JobEnd, options: Options): Promise<ExitCode> {
  if (only === undefined) return exitCodes.failed
  const { sessionId, status } = only
  const view = valueOf(await host.store.call('sessions:get', { sessionId }), options.lang)
  const stored = createTranslate(options.lang)('cli:stored', { id: sessionId, file: options.db })
  if (options.json !== '-') process.stdout.write(`${summaryText(view, options.lang, 'short')}${stored}\n`)
  await exportSession(host.store, sessionId, options)
  if (status !== 'completed') return exitCodes.failed
  return options.failOnSlo === true && hasMissedSlo(view.analysis) ? exitCodes.sloMissed : exitCodes.done
}

/** What was measured before a stop or a failure is shown too. */
async function finishSeries(host: Host, seriesId: string, { runs }: JobEnd, options: Options): Promise<ExitCode> {
  const series = valueOf(await host.store.call('series:get', { seriesId }), options.lang)
  const stored = createTranslate(options.lang)('cli:stored', { id: seriesId, file: options.db })
  if (options.json !== undefined) writeJson(options.json, series)
  if (options.json !== '-') process.stdout.write(`${seriesText(series, options.lang)}${stored}\n`)
  const { sessions, analysis: { repeats, armCount } } = series
  if (runs.length < repeats * armCount || runs.some(({ status }) => status !== 'completed')) return exitCodes.failed
  if (options.failOnSlo !== true) return exitCodes.done
  const views = await Promise.all(sessions.map(({ id }) => host.store.call('sessions:get', { sessionId: id })))
  return views.some((view) => hasMissedSlo(valueOf(view, options.lang).analysis)) ? exitCodes.sloMissed : exitCodes.done
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
    .addOption(new Option('--depth <name>', 'how deep instead of how long: quick (30 s in all), standard (120 s a stage), thorough (10 minutes in all); the last two warm up until steady').choices([...depths]))
    .option('--warmup <n>', 'requests before the first stage, not counted', wholeNumber(0, 1000), 2)
    .option('--cold-start', 'have the server unload its model first and measure how long the first answer takes (Ollama, LM Studio 0.4)')
    .option('--engines <n>', `threads that share the requests, each with an event loop of its own, 1 to ${planBounds.maxEngines} (default auto: one up to ${streamsPerLane} streams, then as many as the cores allow)`, engines)
    .option('--seed <n>', 'seed of everything random (default: a new one, stored)', wholeNumber(0, 0xffff_ffff))
    .option('--timeout-connect <s>', 'seconds to wait for a connection (default 5)', seconds(600))
    .option('--timeout-first-token <s>', 'seconds to wait for the first token (default 300)', seconds(3600))
    .option('--timeout-idle <s>', 'seconds without a byte before a request is given up (default 60)', seconds(3600))
    .option('--timeout-total <s>', 'seconds that a request may take in all (default 900)', seconds(14_400))
    .option('--pause <s>', 'seconds between two stages (default 5; 1 for checks of less than a minute)', pauseSeconds(600))
    .option('--grace <s>', 'seconds that open requests get at the end of a stage (default 30)', pauseSeconds(3600))
    .option('--temperature <value>', 'sampling temperature (default 0)', decimal(0, 2))
    .option('--name <text>', 'name of the session', (text) => {
      if (text.length === 0 || text.length > 200) throw new ArgumentError('characters', { max: 200 })
      return text
    })
    .option('--html <file>', 'write the HTML report to this file')
    .option('--calibrate', "measure this machine's own error first, unless that was done in the last 7 days for as many users (default: before runs of 10 minutes and more)")
    .option('--no-calibrate', 'do not')
    .option('--telemetry <sources>', telemetryHelp, telemetrySources)
    .option('--no-telemetry', 'do not sample CPU, memory and GPU')
    .option('--baseline <s>', 'seconds to watch the machine at rest before the first request (default 10; 2 for checks of less than a minute)', restSeconds)
    .option('--tail <s>', 'seconds to watch it after the last one (default 5; 2 for checks of less than a minute)', restSeconds)
  addWorkloadOptions(command)
  addSeriesOptions(command)
  addRemoteOptions(command)
  addServiceOptions(addLoadOptions(command)).option('--plan <file>', 'run the plan of this file, as the app saves it; a plan with a dataset needs the file too: --dataset')
  for (const option of commonOptions()) command.addOption(option)
  command.action(async (options: Options) => {
    if (options.plan !== undefined) refuseBesidePlan(command)
    process.exitCode = await run(options)
  })
}
