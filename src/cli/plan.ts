/** From `dyno run` options to a plan. */
import { basename } from 'node:path'
import { defaultTimeouts } from '../core/model/presets.ts'
import { apiNames } from '../core/model/api-names.ts'
import type { ApiKind, Plan, Target } from '../core/model/plan.ts'
import type { Workload } from '../core/model/workload.ts'
import { parsePlan } from '../shared/schema/plan/v1.ts'
import type { Probe } from '../node/servers/probe.ts'
import { CliError, exitCodes } from './exit-codes.ts'

export interface RunOptions {
  readonly url: string
  readonly model?: string
  readonly api?: ApiKind
  readonly concurrency: readonly number[]
  readonly requests?: number
  readonly duration?: number
  readonly warmup: number
  readonly seed?: number
  readonly timeoutFirstToken?: number
  readonly telemetry: boolean
}

const DEFAULT_DURATION_MS = 12_000
const BASELINE_MS = 2_000

/** Fails with the list of models when the wish is not among them. */
export function chooseModel(probe: Probe, wished: string | undefined): string {
  if (wished === undefined) {
    const [first] = probe.models
    if (first === undefined) throw new CliError('The server lists no model: name one with --model.', exitCodes.badArguments)
    return first
  }
  if (probe.models.length > 0 && !probe.models.includes(wished)) {
    throw new CliError(`The server has no model "${wished}". It lists: ${probe.models.slice(0, 20).join(', ')}`, exitCodes.badArguments)
  }
  return wished
}

/** The wish, or the best of what the server offers; fails with the list of those when the wish is not among them. */
export function chooseApi(probe: Probe, wished: ApiKind | undefined): ApiKind {
  const api = wished ?? probe.apis[0] ?? 'openai-chat'
  if (probe.apis.includes(api)) return api
  throw new CliError(`The server does not offer the API "${apiNames[api]}". It offers: ${probe.apis.map((one) => apiNames[one]).join(', ')}`, exitCodes.badArguments)
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

export function planOf(options: RunOptions, target: Target, workload: Workload, randomSeed: number): Plan {
  const noLimit = options.requests === undefined && options.duration === undefined
  const sampleMs = options.telemetry ? BASELINE_MS : 0
  const parsed = parsePlan({
    version: 1,
    target,
    workload,
    stages: options.concurrency.map((concurrency) => ({ concurrency })),
    stageDurationMs: options.duration ?? (noLimit ? DEFAULT_DURATION_MS : null),
    stageRequests: options.requests ?? null,
    warmupRequests: options.warmup,
    pauseBetweenStagesMs: 1_000,
    drainMs: 30_000,
    timeouts: { ...defaultTimeouts, firstTokenMs: options.timeoutFirstToken ?? defaultTimeouts.firstTokenMs },
    temperature: 0,
    seed: options.seed ?? randomSeed,
    telemetry: { enabled: options.telemetry, baselineMs: sampleMs, tailMs: sampleMs },
  })
  if (!('plan' in parsed)) throw new CliError(`The plan is not valid: ${parsed.issues.join('; ')}`, exitCodes.badArguments)
  return parsed.plan
}
