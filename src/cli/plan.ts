/** From `dyno run` options to a plan. */
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { depthPace, depthStageMs } from '../core/model/depth.ts'
import { defaultTimeouts, pauseFor, restFor } from '../core/model/presets.ts'
import { apiNames } from '../core/model/api-names.ts'
import { isOpenLoad } from '../core/model/load.ts'
import { planBounds, soakSliceMs, type ApiKind, type Plan, type Target } from '../core/model/plan.ts'
import type { SourceSettings } from '../core/model/telemetry.ts'
import { canUnload } from '../core/protocol/unload.ts'
import type { Workload } from '../core/model/workload.ts'
import { parsePlanFile, type PlanDraft } from '../shared/schema/plan/file.ts'
import { parsePlan } from '../shared/schema/plan/v1.ts'
import type { Probe } from '../node/servers/probe.ts'
import { ArgumentError, issuesIn } from './argument-error.ts'
import { given, stagesOf, type LoadOptions, type ReplayedTrace } from './load-options.ts'
import { serviceOf, type ServiceOptions } from './service-options.ts'

export interface RunOptions extends LoadOptions, ServiceOptions {
  readonly url: string
  readonly model?: string
  readonly api?: ApiKind
  readonly requests?: number
  readonly duration?: number
  readonly warmup: number
  readonly coldStart?: boolean
  /** Null = as many as the load needs. */
  readonly engines?: number | null
  readonly seed?: number
  readonly timeoutConnect?: number
  readonly timeoutFirstToken?: number
  readonly timeoutIdle?: number
  readonly timeoutTotal?: number
  /** Between stages, ms. */
  readonly pause?: number
  /** For open requests at the end of a stage, ms. */
  readonly grace?: number
  readonly temperature?: number
  /** False = none at all; settings of single sources say nothing about the plan. */
  readonly telemetry?: boolean | SourceSettings
  /** Sampling at rest, ms. */
  readonly baseline?: number
  readonly tail?: number
}

const DEFAULT_DURATION_MS = 12_000
/** A search rests on each of its stages: they need more answers. */
const SEARCH_DURATION_MS = 30_000

/** Fails with the list of models when the wish is not among them. */
export function chooseModel(probe: Probe, wished: string | undefined): string {
  if (wished === undefined) {
    const [first] = probe.models
    if (first === undefined) throw new ArgumentError('noModelListed')
    return first
  }
  if (probe.models.length > 0 && !probe.models.includes(wished)) {
    throw new ArgumentError('unknownModel', { wished, models: probe.models.slice(0, 20).join(', ') })
  }
  return wished
}

/** The wish, or the best of what the server offers; fails with the list of those when the wish is not among them. */
export function chooseApi(probe: Probe, wished: ApiKind | undefined): ApiKind {
  const api = wished ?? probe.apis[0] ?? 'openai-chat'
  if (probe.apis.includes(api)) return api
  throw new ArgumentError('unknownApi', { wished: apiNames[api], apis: probe.apis.map((one) => apiNames[one]).join(', ') })
}

export function targetOf(probe: Probe, url: string, model: string, api: ApiKind): Target {
  return {
    name: new URL(probe.apiBaseUrl).host || basename(url),
    engine: probe.engine,
    engineVersion: probe.engineVersion,
    api,
    apiBaseUrl: probe.apiBaseUrl,
    model,
    simulated: probe.simulated,
  }
}

function checked(plan: unknown): Plan {
  const parsed = parsePlan(plan)
  if (!('plan' in parsed)) throw new ArgumentError('invalidPlan', { issues: issuesIn(parsed.issues) })
  const { coldStart, target } = parsed.plan
  if (coldStart === true && !canUnload(target)) {
    throw new ArgumentError('coldStart', { engine: target.engine })
  }
  return parsed.plan
}

/** A trace ends by itself, unless that would take longer than any stage may. */
function longestReplay({ traceScale = 1 }: LoadOptions, trace: ReplayedTrace | null): number | null {
  return trace !== null && trace.durationMs / traceScale >= planBounds.maxStageDurationMs ? planBounds.maxStageDurationMs : null
}

function timeoutsOf({ timeoutConnect, timeoutFirstToken, timeoutIdle, timeoutTotal }: RunOptions): Plan['timeouts'] {
  const { connectMs, firstTokenMs, idleMs, totalMs } = defaultTimeouts
  return { connectMs: timeoutConnect ?? connectMs, firstTokenMs: timeoutFirstToken ?? firstTokenMs, idleMs: timeoutIdle ?? idleMs, totalMs: timeoutTotal ?? totalMs }
}

export function planOf(options: RunOptions, target: Target, workload: Workload, randomSeed: number, trace: ReplayedTrace | null = null): Plan {
  const isSearch = options.findStableQps === true
  const hasLoad = options.concurrency !== undefined || options.rate !== undefined || options.sweep !== undefined
  if (options.soak !== undefined && options.duration !== undefined) throw new ArgumentError('chooseOne', { options: '--soak, --duration' })
  if (isSearch && trace !== null) throw new ArgumentError('searchWithTrace')
  const { depth } = options
  const limits = depth === undefined ? [] : given(options, ['soak', 'duration', 'requests', 'trace', 'findStableQps'])
  if (limits.length > 0) throw new ArgumentError('chooseOne', { options: ['--depth', ...limits].join(', ') })
  const stages = stagesOf(isSearch && !hasLoad ? { ...options, rate: [1] } : options, trace)
  const noLimit = options.requests === undefined && options.duration === undefined && trace === null
  const isSampled = options.telemetry !== false
  const paced = depth === undefined ? null : depthPace(depth)
  const stageDurationMs = (depth === undefined ? undefined : depthStageMs(depth, stages.length)) ?? options.soak ?? options.duration ?? longestReplay(options, trace) ?? (isSearch ? SEARCH_DURATION_MS : noLimit ? DEFAULT_DURATION_MS : null)
  if (stageDurationMs === null && options.ramp !== undefined) throw new ArgumentError('rampNeedsTime')
  if (isSearch && (options.ramp !== undefined || stages.length > 1 || stages.some((stage) => !isOpenLoad(stage)))) throw new ArgumentError('searchLoad')
  const services = serviceOf({ ...options, warmupUntilSteady: options.warmupUntilSteady ?? paced?.warmupUntilSteady ?? false }, stages)
  const length = { stages, stageDurationMs, search: services.search }
  const rest = restFor(length)
  return checked({
    version: 1,
    target,
    workload,
    stages,
    stageDurationMs,
    stageRequests: options.requests ?? (trace === null ? null : Math.min(planBounds.maxStageRequests, trace.requests)),
    warmupRequests: options.warmup,
    ...(options.coldStart === true ? { coldStart: true } : {}),
    ...(typeof options.engines === 'number' ? { engines: options.engines } : {}),
    ...(options.soak === undefined ? {} : { soak: { sliceMs: soakSliceMs(options.soak) } }),
    ...services,
    pauseBetweenStagesMs: options.pause ?? paced?.pauseBetweenStagesMs ?? pauseFor(length),
    drainMs: options.grace ?? 30_000,
    timeouts: timeoutsOf(options),
    temperature: options.temperature ?? 0,
    seed: options.seed ?? randomSeed,
    telemetry: { enabled: isSampled, baselineMs: isSampled ? options.baseline ?? rest.baselineMs : 0, tailMs: isSampled ? options.tail ?? rest.tailMs : 0 },
  })
}

/** A plan as the app saves it. Throws ArgumentError with what is wrong in the file. */
export function readPlanFile(file: string, option = '--plan'): PlanDraft {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new ArgumentError('unreadable', { option, file, detail: error instanceof Error ? error.message : String(error) })
  }
  const parsed = parsePlanFile(text)
  if (!('plan' in parsed)) throw new ArgumentError('notAPlan', { option, file, issues: issuesIn(parsed.issues) })
  return parsed.plan
}

/** The plan of a file for this target; a seed from the command line replaces the file's. */
export function planOfFile(draft: PlanDraft, target: Target, seed: number | undefined): Plan {
  return checked({ ...draft, version: 1, target, ...(seed === undefined ? {} : { seed }) })
}
