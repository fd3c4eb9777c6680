/** The load of `dyno run`: users or a rate, and how it changes. */
import { Option, type Command } from 'commander'
import { drawnArrivals, type DrawnArrival, type Ramp, type StagePlan } from '../core/model/load.ts'
import { depthUsers, type Depth } from '../core/model/depth.ts'
import { planBounds } from '../core/model/plan.ts'
import { traceRate } from '../core/workload/trace.ts'
import { ArgumentError, type ArgumentKey } from './argument-error.ts'
import { decimal, decimalList, duration, numberList, wholeNumber } from './options.ts'

export interface LoadOptions {
  readonly concurrency?: readonly number[]
  readonly rate?: readonly number[]
  readonly sweep?: Sweep
  readonly arrival?: DrawnArrival
  readonly gamma?: number
  readonly thinkTime?: number
  readonly ramp?: Ramp
  /** A file: what it holds is read with the workload. */
  readonly trace?: string
  readonly traceScale?: number
  readonly maxOpen?: number
  /** ms */
  readonly soak?: number
  readonly depth?: Depth
}

/** What the trace that is replayed looks like. */
export interface ReplayedTrace {
  readonly requests: number
  readonly durationMs: number
}

type Sweep = { readonly concurrency: readonly number[] } | { readonly rate: readonly number[] }

const usersList = numberList(1, planBounds.maxConcurrency)
const rateList = decimalList(planBounds.minRatePerS, planBounds.maxRatePerS)
const soakUsers = 4

function parseSweep(text: string): Sweep {
  const [, kind, list] = /^(users|rate)[:=](.+)$/.exec(text) ?? []
  if (kind === undefined || list === undefined) throw new ArgumentError('sweep')
  return kind === 'users' ? { concurrency: usersList(list) } : { rate: rateList(list) }
}

/** `8` = evenly up (or down) to 8, `8/4` = in 4 equal steps. */
function parseRamp(text: string): Ramp {
  const [to = '', steps] = text.split('/')
  const parsed = { to: decimal(planBounds.minRatePerS, planBounds.maxRatePerS)(to), steps: steps === undefined ? null : decimal(2, 100)(steps) }
  if (parsed.steps !== null && !Number.isInteger(parsed.steps)) throw new ArgumentError('wholeSteps', { text })
  return parsed
}

/** Seconds, 0 too, as ms. */
function parseThinkTime(text: string): number {
  return decimal(0, planBounds.maxThinkTimeMs / 1000)(text) * 1000
}

export function addLoadOptions(command: Command): Command {
  return command
    .option('--concurrency <list>', 'users per stage, a list or range: 1,2,4 or 1..8 or 1..32*2 (default 1,2,4,8; deeper runs 16 too)', usersList)
    .option('--rate <list>', 'requests/s per stage instead of users, a list or range: 0.5,1,2 or 0.5..4/0.5', rateList)
    .option('--sweep <kind:list>', 'the same in one word: users:1..32*2 or rate:0.5..4/0.5', parseSweep)
    .addOption(new Option('--arrival <kind>', 'how the requests of a rate are spread (default poisson)').choices([...drawnArrivals]))
    .option('--gamma <shape>', 'gamma arrival of this shape: 1 is Poisson, below is burstier', decimal(0.01, 1000))
    .option('--think-time <s>', 'seconds that a user waits after each answer', parseThinkTime)
    .option('--ramp <to>', 'within each stage, go evenly from its load to this one; 8/4: in 4 steps', parseRamp)
    .option('--trace <file>', 'replay the requests of this recorded trace at their times: JSON lines with timestamp (ms), input_length, output_length, hash_ids')
    .option('--trace-scale <factor>', 'replay so many times as fast as recorded: 2 halves all times (default 1)', decimal(planBounds.minTraceScale, planBounds.maxTraceScale))
    .option('--max-open <n>', 'with a rate or a trace: with so many requests open, further ones wait; with as many waiting too, the stage ends (default 1024)', wholeNumber(1, planBounds.maxOpenRequests))
    .option('--soak <time>', 'one long stage, 2h or 90m, with figures slice by slice so that a drift shows (default 4 users)', duration(planBounds.maxStageDurationMs))
}

/** Those of the options that were given, as they are written on the command line. */
export function given<T extends object>(options: T, names: readonly (keyof T & string)[]): readonly string[] {
  return names.filter((name) => options[name] !== undefined).map((name) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`)
}

function refuse(options: LoadOptions, because: ArgumentKey, names: readonly (keyof LoadOptions)[]): void {
  const misplaced = given(options, names)
  if (misplaced.length > 0) throw new ArgumentError(because, { options: misplaced.join(', ') })
}

function maxOpenOf({ maxOpen }: LoadOptions): { readonly maxOpen?: number } {
  return maxOpen === undefined ? {} : { maxOpen }
}

function traceStages(options: LoadOptions, { requests, durationMs }: ReplayedTrace): readonly StagePlan[] {
  refuse(options, 'notWithTrace', ['concurrency', 'rate', 'sweep', 'arrival', 'gamma', 'thinkTime', 'ramp'])
  const scale = options.traceScale ?? 1
  const ratePerS = Math.min(planBounds.maxRatePerS, Math.max(planBounds.minRatePerS, traceRate(requests, durationMs, scale)))
  return [{ ratePerS, arrival: 'trace', ...(scale === 1 ? {} : { traceScale: scale }), ...maxOpenOf(options) }]
}

/** The stages that the options ask for. Options that contradict each other are refused. `trace`: of the file that `--trace` names. */
export function stagesOf(options: LoadOptions, trace: ReplayedTrace | null = null): readonly StagePlan[] {
  if (trace !== null) return traceStages(options, trace)
  refuse(options, 'onlyWithTrace', ['traceScale'])
  const loads = given(options, ['concurrency', 'rate', 'sweep'])
  if (loads.length > 1) throw new ArgumentError('chooseOne', { options: loads.join(', ') })
  const rates = options.rate ?? (options.sweep !== undefined && 'rate' in options.sweep ? options.sweep.rate : undefined)
  const ramp = options.ramp === undefined ? {} : { ramp: options.ramp }
  if (rates === undefined) {
    refuse(options, 'onlyWithRate', ['arrival', 'gamma'])
    refuse(options, 'onlyOpen', ['maxOpen'])
    const users = options.concurrency ?? (options.sweep !== undefined && 'concurrency' in options.sweep ? options.sweep.concurrency : options.soak === undefined ? depthUsers(options.depth) : [soakUsers])
    const thinkTime = options.thinkTime === undefined ? {} : { thinkTimeMs: options.thinkTime }
    return users.map((concurrency) => ({ concurrency, ...thinkTime, ...ramp }))
  }
  refuse(options, 'onlyWithUsers', ['thinkTime'])
  if (options.gamma !== undefined && options.arrival !== undefined && options.arrival !== 'gamma') throw new ArgumentError('gamma')
  const arrival = options.arrival ?? (options.gamma === undefined ? 'poisson' : 'gamma')
  const burstiness = options.gamma === undefined ? {} : { burstiness: options.gamma }
  return rates.map((ratePerS) => ({ ratePerS, arrival, ...burstiness, ...ramp, ...maxOpenOf(options) }))
}
