/** The load of the new-run form beyond users per stage: a rate, a search, ramps, stops, the SLO; and what they make of the plan. */
import { isOpenLoad, type DrawnArrival, type Ramp, type StagePlan } from '../../../../core/model/load.ts'
import { defaultProbe, defaultSearch, planBounds, soakSliceMs, type ProbePlan, type Slo, type StableSearch, type StopConditions } from '../../../../core/model/plan.ts'
import { defaultSlo } from '../../../../core/model/presets.ts'
import { traceRate } from '../../../../core/workload/trace.ts'
import type { PlanDraft } from '../../../../shared/ipc/contract.ts'

export const loadKinds = ['users', 'rate', 'search', 'trace'] as const
export type LoadKind = (typeof loadKinds)[number]

/** Null = left empty. */
export interface LoadNumbers {
  readonly burstiness: number | null
  readonly thinkS: number | null
  readonly rampTo: number | null
  /** Empty = evenly. */
  readonly rampSteps: number | null
  readonly startPerS: number | null
  readonly traceScale: number | null
  readonly probePrompt: number | null
  readonly probeOutput: number | null
  readonly probePauseS: number | null
  readonly sloTtftMs: number | null
  readonly sloTpotMs: number | null
  readonly sloErrorPercent: number | null
  readonly maxErrors: number | null
  readonly maxErrorPercent: number | null
}
export type LoadField = keyof LoadNumbers

export interface LoadForm extends LoadNumbers {
  readonly kind: LoadKind
  /** Requests/s of each stage. */
  readonly rates: readonly number[]
  readonly arrival: DrawnArrival
  readonly hasSlo: boolean
  readonly hasProbe: boolean
  readonly isSoak: boolean
  readonly earlyStop: boolean
  readonly untilSteady: boolean
  readonly search: StableSearch
  readonly maxOpen: number | null
}

/** What the chosen trace looks like, where one is chosen. */
export interface ChosenTrace {
  readonly requests: number
  readonly durationMs: number
}

export const defaultLoad: LoadForm = {
  kind: 'users', rates: [0.5, 1, 2], arrival: 'poisson', burstiness: 1, thinkS: null, rampTo: null, rampSteps: null, startPerS: 1, traceScale: 1,
  hasProbe: false, probePrompt: defaultProbe.promptTokens, probeOutput: defaultProbe.outputTokens, probePauseS: defaultProbe.pauseMs / 1000, isSoak: false,
  hasSlo: false, sloTtftMs: defaultSlo.ttftP95Ms, sloTpotMs: defaultSlo.tpotP95Ms, sloErrorPercent: defaultSlo.maxErrorShare * 100,
  maxErrors: null, maxErrorPercent: null, earlyStop: true, untilSteady: false, search: defaultSearch, maxOpen: null,
}

/** The bounds of the plan document in the units of the form. `rampTo` has those of users or of a rate. */
export const loadBounds: Readonly<Record<LoadField, { readonly min: number; readonly max: number; readonly isWhole: boolean }>> = {
  burstiness: { min: 0.01, max: 1000, isWhole: false },
  thinkS: { min: 0, max: planBounds.maxThinkTimeMs / 1000, isWhole: false },
  rampTo: { min: planBounds.minRatePerS, max: planBounds.maxRatePerS, isWhole: false },
  rampSteps: { min: 2, max: 100, isWhole: true },
  startPerS: { min: planBounds.minRatePerS, max: planBounds.maxRatePerS, isWhole: false },
  traceScale: { min: planBounds.minTraceScale, max: planBounds.maxTraceScale, isWhole: false },
  probePrompt: { min: 1, max: planBounds.maxProbeTokens, isWhole: true },
  probeOutput: { min: 1, max: planBounds.maxProbeTokens, isWhole: true },
  probePauseS: { min: planBounds.minProbePauseMs / 1000, max: planBounds.maxProbePauseMs / 1000, isWhole: false },
  sloTtftMs: { min: 1, max: 3_600_000, isWhole: false },
  sloTpotMs: { min: 1, max: 3_600_000, isWhole: false },
  sloErrorPercent: { min: 0, max: 100, isWhole: false },
  maxErrors: { min: 1, max: 1_000_000, isWhole: true },
  maxErrorPercent: { min: 0, max: 100, isWhole: false },
}

export interface LoadIssue {
  readonly kind: 'required' | 'whole' | 'range' | 'noStage' | 'tooManyStages' | 'rampNeedsTime' | 'searchNeedsTime' | 'soakNeedsTime' | 'soakOneStage'
  readonly min: number
  readonly max: number
}
export type LoadIssues = Partial<Record<LoadField | 'rates' | 'stageDurationS', LoadIssue>>

/** Kinds whose requests are spread by dice. */
export const isDrawn = (kind: LoadKind): boolean => kind === 'rate' || kind === 'search'

/** The fields that count for what is chosen; only they are checked, shown and sent. */
export function fieldsOf({ kind, arrival, hasSlo, hasProbe, rampTo }: LoadForm): readonly LoadField[] {
  const canRamp = kind === 'users' || kind === 'rate'
  return [
    ...(kind === 'users' ? (['thinkS'] as const) : []),
    ...(isDrawn(kind) && arrival === 'gamma' ? (['burstiness'] as const) : []),
    ...(kind === 'search' ? (['startPerS'] as const) : []),
    ...(kind === 'trace' ? (['traceScale'] as const) : []),
    ...(canRamp ? (['rampTo'] as const) : []),
    ...(canRamp && rampTo !== null ? (['rampSteps'] as const) : []),
    ...(hasSlo || kind === 'search' ? (['sloTtftMs', 'sloTpotMs', 'sloErrorPercent'] as const) : []),
    ...(hasProbe ? (['probePrompt', 'probeOutput', 'probePauseS'] as const) : []),
    'maxErrors', 'maxErrorPercent',
  ]
}

const required: readonly LoadField[] = ['burstiness', 'startPerS', 'sloErrorPercent', 'traceScale', 'probePrompt', 'probeOutput', 'probePauseS']
const maxSearchStageS = 600

function boundOf(load: LoadForm, field: LoadField) {
  return field === 'rampTo' && load.kind === 'users' ? { min: 1, max: planBounds.maxConcurrency, isWhole: true } : loadBounds[field]
}

function numberIssue(load: LoadForm, field: LoadField): LoadIssue | null {
  const { min, max, isWhole } = boundOf(load, field)
  const value = load[field]
  if (value === null) return required.includes(field) ? { kind: 'required', min, max } : null
  if (value < min || value > max) return { kind: 'range', min, max }
  return isWhole && !Number.isInteger(value) ? { kind: 'whole', min, max } : null
}

/** A search has stages of its own, and a trace its own time. */
export const canSoak = (kind: LoadKind): boolean => kind === 'users' || kind === 'rate'

function stageIssues({ kind, rates, rampTo, isSoak }: LoadForm, stageDurationS: number | null): LoadIssues {
  const { minRatePerS: min, maxRatePerS: max, maxStages } = planBounds
  return {
    ...(kind === 'rate' && rates.length === 0 ? { rates: { kind: 'noStage', min, max } } : {}),
    ...(kind === 'rate' && rates.length > maxStages ? { rates: { kind: 'tooManyStages', min: 1, max: maxStages } } : {}),
    ...(canSoak(kind) && isSoak && kind === 'rate' && rates.length > 1 ? { rates: { kind: 'soakOneStage', min: 1, max: 1 } } : {}),
    ...(canSoak(kind) && isSoak && stageDurationS === null ? { stageDurationS: { kind: 'soakNeedsTime', min: 0, max: 0 } } : {}),
    ...((kind === 'users' || kind === 'rate') && rampTo !== null && stageDurationS === null ? { stageDurationS: { kind: 'rampNeedsTime', min: 0, max: 0 } } : {}),
    ...(kind === 'search' && (stageDurationS === null || stageDurationS > maxSearchStageS) ? { stageDurationS: { kind: 'searchNeedsTime', min: 1, max: maxSearchStageS } } : {}),
  }
}

/** Empty when the load is one that a plan may hold. */
export function loadIssuesOf(load: LoadForm, stageDurationS: number | null): LoadIssues {
  const issues: LoadIssues = { ...stageIssues(load, stageDurationS) }
  for (const field of fieldsOf(load)) {
    const issue = numberIssue(load, field)
    if (issue !== null) issues[field] = issue
  }
  return issues
}

function rampOf({ rampTo, rampSteps }: LoadForm): { readonly ramp?: Ramp } {
  return rampTo === null ? {} : { ramp: { to: rampTo, steps: rampSteps } }
}

function openParts({ arrival, burstiness, maxOpen }: LoadForm) {
  return { arrival, ...(arrival === 'gamma' && burstiness !== null ? { burstiness } : {}), ...(maxOpen === null ? {} : { maxOpen }) }
}

function traceStage({ traceScale, maxOpen }: LoadForm, trace: ChosenTrace | null): StagePlan {
  const scale = traceScale ?? 1
  const ratePerS = Math.min(planBounds.maxRatePerS, Math.max(planBounds.minRatePerS, traceRate(trace?.requests ?? 1, trace?.durationMs ?? 0, scale)))
  return { ratePerS, arrival: 'trace', ...(scale === 1 ? {} : { traceScale: scale }), ...(maxOpen === null ? {} : { maxOpen }) }
}

/** The stages of a form without issues. */
export function stagesOf(users: readonly number[], load: LoadForm, trace: ChosenTrace | null = null): readonly StagePlan[] {
  if (load.kind === 'trace') return [traceStage(load, trace)]
  if (load.kind === 'search') return [{ ratePerS: load.startPerS ?? 1, ...openParts(load) }]
  if (load.kind === 'rate') return load.rates.map((ratePerS) => ({ ratePerS, ...openParts(load), ...rampOf(load) }))
  const think = load.thinkS === null || load.thinkS === 0 ? {} : { thinkTimeMs: Math.round(load.thinkS * 1000) }
  return users.map((concurrency) => ({ concurrency, ...think, ...rampOf(load) }))
}

function stopOf({ kind, maxErrors, maxErrorPercent, earlyStop }: LoadForm): StopConditions | undefined {
  const stop = {
    ...(maxErrors === null ? {} : { maxErrors }),
    ...(maxErrorPercent === null ? {} : { maxErrorShare: maxErrorPercent / 100 }),
    ...(kind !== 'users' && earlyStop ? { overSaturation: true } : {}),
  }
  return Object.keys(stop).length === 0 ? undefined : stop
}

function sloOf({ kind, hasSlo, sloTtftMs, sloTpotMs, sloErrorPercent }: LoadForm): Slo | undefined {
  return hasSlo || kind === 'search' ? { ttftP95Ms: sloTtftMs, tpotP95Ms: sloTpotMs, maxErrorShare: (sloErrorPercent ?? 0) / 100 } : undefined
}

function probeOf({ probePrompt, probeOutput, probePauseS }: LoadForm): ProbePlan {
  return { promptTokens: probePrompt ?? defaultProbe.promptTokens, outputTokens: probeOutput ?? defaultProbe.outputTokens, pauseMs: Math.round((probePauseS ?? 0) * 1000) }
}

/** Everything of a plan that this part of the form decides. */
export function loadPartsOf(users: readonly number[], load: LoadForm, trace: ChosenTrace | null, stageDurationMs: number | null): Pick<PlanDraft, 'stages' | 'stop' | 'slo' | 'search' | 'warmupUntilSteady' | 'probe' | 'soak'> {
  const [stop, slo] = [stopOf(load), sloOf(load)]
  return {
    stages: stagesOf(users, load, trace),
    ...(stop === undefined ? {} : { stop }),
    ...(slo === undefined ? {} : { slo }),
    ...(load.kind === 'search' ? { search: load.search } : {}),
    ...(load.untilSteady ? { warmupUntilSteady: true } : {}),
    ...(load.hasProbe ? { probe: probeOf(load) } : {}),
    ...(load.isSoak && canSoak(load.kind) && stageDurationMs !== null ? { soak: { sliceMs: soakSliceMs(stageDurationMs) } } : {}),
  }
}

/** Shares as they were typed: 0.07 × 100 would show as 7.000000000000001. */
const percentOf = (share: number): number => Number((share * 100).toPrecision(12))

/** What a plan's load looks like in the form. */
export function loadFormOf({ stages, stop, slo, search, warmupUntilSteady, probe, soak }: PlanDraft): LoadForm {
  const [first] = stages
  const rates = stages.flatMap((stage) => (isOpenLoad(stage) ? [stage.ratePerS] : []))
  const isRate = first !== undefined && isOpenLoad(first)
  const isTrace = isRate && first.arrival === 'trace'
  const open: Partial<LoadForm> = isTrace ? { maxOpen: first.maxOpen ?? null, traceScale: first.traceScale ?? 1 } : isRate ? { arrival: first.arrival === 'trace' ? 'poisson' : first.arrival, burstiness: first.burstiness ?? 1, maxOpen: first.maxOpen ?? null, ...(search === undefined ? { rates } : { startPerS: first.ratePerS }) } : {}
  return {
    ...defaultLoad,
    kind: search !== undefined ? 'search' : isTrace ? 'trace' : isRate ? 'rate' : 'users',
    ...open,
    thinkS: first !== undefined && !isOpenLoad(first) && first.thinkTimeMs !== undefined ? first.thinkTimeMs / 1000 : null,
    rampTo: first?.ramp?.to ?? null,
    rampSteps: first?.ramp?.steps ?? null,
    hasSlo: slo !== undefined && search === undefined,
    ...(slo === undefined ? {} : { sloTtftMs: slo.ttftP95Ms, sloTpotMs: slo.tpotP95Ms, sloErrorPercent: percentOf(slo.maxErrorShare) }),
    maxErrors: stop?.maxErrors ?? null,
    maxErrorPercent: stop?.maxErrorShare === undefined ? null : percentOf(stop.maxErrorShare),
    earlyStop: isRate ? stop?.overSaturation === true : true,
    untilSteady: warmupUntilSteady === true,
    search: search ?? defaultSearch,
    hasProbe: probe !== undefined,
    ...(probe === undefined ? {} : { probePrompt: probe.promptTokens, probeOutput: probe.outputTokens, probePauseS: probe.pauseMs / 1000 }),
    isSoak: soak !== undefined,
  }
}

type Option = (name: string, value: number | string | null) => readonly string[]

function sloOptions(load: LoadForm, option: Option): readonly string[] {
  const slo = sloOf(load)
  if (slo === undefined) return []
  const limits = [
    ...(slo.ttftP95Ms === null ? [] : [`ttft=${slo.ttftP95Ms}ms`]), ...(slo.tpotP95Ms === null ? [] : [`tpot=${slo.tpotP95Ms}ms`]), `errors=${slo.maxErrorShare}`,
  ]
  return option('slo', limits.join(','))
}

/** Times are typed in ms, so that no fraction is lost. */
function probeWords(load: LoadForm): string {
  const { promptTokens, outputTokens, pauseMs } = probeOf(load)
  return `prompt=${promptTokens},output=${outputTokens},pause=${pauseMs}ms`
}

/** Bounds of a search that are not the usual ones. */
function searchOptions({ search }: LoadForm, option: Option): readonly string[] {
  const words = [['max-rate', 'maxRatePerS'], ['search-tolerance', 'tolerance'], ['search-trials', 'maxTrials']] as const
  return words.flatMap(([name, bound]) => (search[bound] === defaultSearch[bound] ? [] : option(name, search[bound])))
}

/** The same as options of `dyno run`. */
export function loadCli(users: readonly number[], load: LoadForm, option: Option): readonly string[] {
  const { kind, arrival, burstiness, rates, startPerS, thinkS, rampTo, rampSteps } = load
  const open = !isDrawn(kind) ? [] : [...option('arrival', arrival), ...(arrival === 'gamma' ? option('gamma', burstiness) : [])]
  const ramp = (kind !== 'users' && kind !== 'rate') || rampTo === null ? [] : option('ramp', rampSteps === null ? rampTo : `${rampTo}/${rampSteps}`)
  return [
    ...(kind === 'search' ? ['--find-stable-qps', ...option('rate', startPerS)] : kind === 'rate' ? option('rate', rates.join(',')) : kind === 'trace' ? (load.traceScale === 1 ? [] : option('trace-scale', load.traceScale)) : option('concurrency', users.join(','))),
    ...(kind === 'search' ? searchOptions(load, option) : []), ...(kind === 'users' ? [] : option('max-open', load.maxOpen)),
    ...open, ...(kind === 'users' && thinkS !== 0 ? option('think-time', thinkS) : []), ...ramp, ...sloOptions(load, option),
    ...option('max-errors', load.maxErrors), ...option('max-error-share', load.maxErrorPercent === null ? null : load.maxErrorPercent / 100),
    ...(kind !== 'users' && !load.earlyStop ? ['--no-early-stop'] : []), ...(load.untilSteady ? ['--warmup-until-steady'] : []),
    ...(load.hasProbe ? option('probe', probeWords(load)) : []),
  ]
}
