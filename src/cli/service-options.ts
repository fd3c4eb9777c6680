/** What `dyno run` asks of the service: the SLO, when stages end early, and the search for the stable rate. */
import type { Command } from 'commander'
import { isOpenLoad, type StagePlan } from '../core/model/load.ts'
import { defaultProbe, defaultSearch, planBounds, type Plan, type ProbePlan, type Slo, type StableSearch, type StopConditions } from '../core/model/plan.ts'
import { defaultSlo } from '../core/model/presets.ts'
import { ArgumentError } from './argument-error.ts'
import { given } from './load-options.ts'
import { decimal, wholeNumber } from './options.ts'

export interface ServiceOptions {
  readonly slo?: Slo
  readonly failOnSlo?: boolean
  readonly findStableQps?: boolean
  /** Bounds of the search, see `StableSearch`. */
  readonly maxRate?: number
  readonly searchTolerance?: number
  readonly searchTrials?: number
  readonly maxErrors?: number
  readonly maxErrorShare?: number
  readonly earlyStop: boolean
  readonly warmupUntilSteady?: boolean
  /** True without a value of its own. */
  readonly probe?: ProbePlan | true
}

/** `2s`, `500ms` or `500` as ms. */
function parseLatency(text: string): number {
  const [, digits, unit] = /^([\d.]+)(ms|s)?$/.exec(text) ?? []
  const ms = Number(digits) * (unit === 's' ? 1000 : 1)
  if (digits === undefined || !Number.isFinite(ms) || ms < 1) throw new ArgumentError('latency', { text })
  return ms
}

/** `1%` or `0.01` as a share. */
function parseShare(text: string): number {
  const [, digits, percent] = /^([\d.]+)(%)?$/.exec(text) ?? []
  const share = Number(digits) / (percent === undefined ? 1 : 100)
  if (digits === undefined || !(share >= 0 && share <= 1)) throw new ArgumentError('share', { text })
  return share
}

/** As a share that a search can reach. */
function parseTolerance(text: string): number {
  return decimal(planBounds.minSearchTolerance, 1)(String(parseShare(text)))
}

/** `ttft=2s,tpot=100ms,errors=1%`; what is left out is not limited, failures are at most 1 %. */
function parseSlo(text: string): Slo {
  const slo = { ttftP95Ms: null as number | null, tpotP95Ms: null as number | null, maxErrorShare: defaultSlo.maxErrorShare }
  for (const part of text.split(',')) {
    const [name, value = ''] = part.trim().split('=')
    if (name === 'ttft') slo.ttftP95Ms = parseLatency(value)
    else if (name === 'tpot') slo.tpotP95Ms = parseLatency(value)
    else if (name === 'errors') slo.maxErrorShare = parseShare(value)
    else throw new ArgumentError('slo', { text: part })
  }
  return slo
}

/** `prompt=32,output=32,pause=1.5s`; what is left out is as usual. */
function parseProbe(text: string): ProbePlan {
  const probe: { -readonly [K in keyof ProbePlan]: number } = { ...defaultProbe }
  const tokens = wholeNumber(1, planBounds.maxProbeTokens)
  for (const part of text.split(',')) {
    const [name, value = ''] = part.trim().split('=')
    if (name === 'prompt') probe.promptTokens = tokens(value)
    else if (name === 'output') probe.outputTokens = tokens(value)
    else if (name === 'pause') probe.pauseMs = wholeNumber(planBounds.minProbePauseMs, planBounds.maxProbePauseMs)(String(Math.round(parseLatency(value))))
    else throw new ArgumentError('probe', { text: part })
  }
  return probe
}

export function addServiceOptions(command: Command): Command {
  return command
    .option('--slo <limits>', 'what is good enough, p95: ttft=2s,tpot=100ms,errors=1%', parseSlo)
    .option('--fail-on-slo', 'exit with 3 when the SLO is missed, or no stable rate is found')
    .option('--find-stable-qps', 'search for the highest rate that meets the SLO, starting at --rate (default 1)')
    .option('--max-rate <rate>', `end the search at this rate (default ${defaultSearch.maxRatePerS})`, decimal(planBounds.minRatePerS, planBounds.maxRatePerS))
    .option('--search-tolerance <share>', `how far the rate that failed may lie above the one that held: 4% or 0.04 (default ${defaultSearch.tolerance})`, parseTolerance)
    .option('--search-trials <n>', `stages that the search may take (default ${defaultSearch.maxTrials})`, wholeNumber(planBounds.minSearchTrials, planBounds.maxSearchTrials))
    .option('--max-errors <n>', 'end a stage at so many failed requests', wholeNumber(1, 1_000_000))
    .option('--max-error-share <share>', 'end a stage when more than this share fails: 5% or 0.05', parseShare)
    .option('--no-early-stop', 'do not end stages with a rate when open requests and TTFT keep climbing')
    .option('--warmup-until-steady', 'warm up further until the speed of answers has settled, at most a minute')
    .option('--no-warmup-until-steady', 'do not, however deep the run')
    .option('--probe [wishes]', 'add one light user beside the load and show apart what it feels: prompt=32,output=32,pause=1.5s', parseProbe)
}

function stopOf({ maxErrors, maxErrorShare, earlyStop }: ServiceOptions, stages: readonly StagePlan[]): StopConditions | undefined {
  const stop = {
    ...(maxErrors === undefined ? {} : { maxErrors }),
    ...(maxErrorShare === undefined ? {} : { maxErrorShare }),
    ...(earlyStop && stages.some(isOpenLoad) ? { overSaturation: true } : {}),
  }
  return Object.keys(stop).length === 0 ? undefined : stop
}

function searchOf(options: ServiceOptions): StableSearch | undefined {
  const { findStableQps = false, maxRate, searchTolerance, searchTrials } = options
  if (findStableQps) return { maxRatePerS: maxRate ?? defaultSearch.maxRatePerS, tolerance: searchTolerance ?? defaultSearch.tolerance, maxTrials: searchTrials ?? defaultSearch.maxTrials }
  const misplaced = given(options, ['maxRate', 'searchTolerance', 'searchTrials'])
  if (misplaced.length > 0) throw new ArgumentError('onlyInSearch', { options: misplaced.join(', ') })
  return undefined
}

/** The parts of a plan that these options make. */
export function serviceOf(options: ServiceOptions, stages: readonly StagePlan[]): Pick<Plan, 'slo' | 'search' | 'stop' | 'warmupUntilSteady' | 'probe'> {
  const { warmupUntilSteady } = options
  const search = searchOf(options)
  const slo = options.slo ?? (search === undefined ? undefined : defaultSlo)
  if (options.failOnSlo === true && slo === undefined) throw new ArgumentError('failOnSlo')
  const stop = stopOf(options, stages)
  return {
    ...(slo === undefined ? {} : { slo }),
    ...(search === undefined ? {} : { search }),
    ...(stop === undefined ? {} : { stop }),
    ...(warmupUntilSteady === true ? { warmupUntilSteady } : {}),
    ...(options.probe === undefined ? {} : { probe: options.probe === true ? defaultProbe : options.probe }),
  }
}
