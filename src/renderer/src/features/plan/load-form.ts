/** The load of the new-run form beyond users per stage: a rate, a search, ramps, stops, the SLO; and what they make of the plan. */
import { isOpenLoad, type ArrivalKind, type Ramp, type StagePlan } from '../../../../core/model/load.ts'
import { defaultSearch, planBounds, type Slo, type StableSearch, type StopConditions } from '../../../../core/model/plan.ts'
import { defaultSlo } from '../../../../core/model/presets.ts'
import type { PlanDraft } from '../../../../shared/ipc/contract.ts'

export const loadKinds = ['users', 'rate', 'search'] as const
export type LoadKind = (typeof loadKinds)[number]

/** Null = left empty. */
export interface LoadNumbers {
  readonly burstiness: number | null
  readonly thinkS: number | null
  readonly rampTo: number | null
  /** Empty = evenly. */
  readonly rampSteps: number | null
  readonly startPerS: number | null
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
  readonly arrival: ArrivalKind
  readonly hasSlo: boolean
  readonly earlyStop: boolean
  readonly untilSteady: boolean
  readonly search: StableSearch
  readonly maxOpen: number | null
}

export const defaultLoad: LoadForm = {
  kind: 'users', rates: [0.5, 1, 2], arrival: 'poisson', burstiness: 1, thinkS: null, rampTo: null, rampSteps: null, startPerS: 1,
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
  sloTtftMs: { min: 1, max: 3_600_000, isWhole: false },
  sloTpotMs: { min: 1, max: 3_600_000, isWhole: false },
  sloErrorPercent: { min: 0, max: 100, isWhole: false },
  maxErrors: { min: 1, max: 1_000_000, isWhole: true },
  maxErrorPercent: { min: 0, max: 100, isWhole: false },
}

export interface LoadIssue {
  readonly kind: 'required' | 'whole' | 'range' | 'noStage' | 'tooManyStages' | 'rampNeedsTime' | 'searchNeedsTime'
  readonly min: number
  readonly max: number
}
export type LoadIssues = Partial<Record<LoadField | 'rates' | 'stageDurationS', LoadIssue>>

/** The fields that count for what is chosen; only they are checked, shown and sent. */
export function fieldsOf({ kind, arrival, hasSlo, rampTo }: LoadForm): readonly LoadField[] {
  return [
    ...(kind === 'users' ? (['thinkS'] as const) : []),
    ...(kind !== 'users' && arrival === 'gamma' ? (['burstiness'] as const) : []),
    ...(kind === 'search' ? (['startPerS'] as const) : (['rampTo'] as const)),
    ...(kind !== 'search' && rampTo !== null ? (['rampSteps'] as const) : []),
    ...(hasSlo || kind === 'search' ? (['sloTtftMs', 'sloTpotMs', 'sloErrorPercent'] as const) : []),
    'maxErrors', 'maxErrorPercent',
  ]
}

const required: readonly LoadField[] = ['burstiness', 'startPerS', 'sloErrorPercent']
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

function stageIssues({ kind, rates, rampTo }: LoadForm, stageDurationS: number | null): LoadIssues {
  const { minRatePerS: min, maxRatePerS: max, maxStages } = planBounds
  return {
    ...(kind === 'rate' && rates.length === 0 ? { rates: { kind: 'noStage', min, max } } : {}),
    ...(kind === 'rate' && rates.length > maxStages ? { rates: { kind: 'tooManyStages', min: 1, max: maxStages } } : {}),
    ...(kind !== 'search' && rampTo !== null && stageDurationS === null ? { stageDurationS: { kind: 'rampNeedsTime', min: 0, max: 0 } } : {}),
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

/** The stages of a form without issues. */
export function stagesOf(users: readonly number[], load: LoadForm): readonly StagePlan[] {
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

/** Everything of a plan that this part of the form decides. */
export function loadPartsOf(users: readonly number[], load: LoadForm): Pick<PlanDraft, 'stages' | 'stop' | 'slo' | 'search' | 'warmupUntilSteady'> {
  const [stop, slo] = [stopOf(load), sloOf(load)]
  return {
    stages: stagesOf(users, load),
    ...(stop === undefined ? {} : { stop }),
    ...(slo === undefined ? {} : { slo }),
    ...(load.kind === 'search' ? { search: load.search } : {}),
    ...(load.untilSteady ? { warmupUntilSteady: true } : {}),
  }
}

/** Shares as they were typed: 0.07 × 100 would show as 7.000000000000001. */
const percentOf = (share: number): number => Number((share * 100).toPrecision(12))

/** What a plan's load looks like in the form. */
export function loadFormOf({ stages, stop, slo, search, warmupUntilSteady }: PlanDraft): LoadForm {
  const [first] = stages
  const rates = stages.flatMap((stage) => (isOpenLoad(stage) ? [stage.ratePerS] : []))
  const isRate = first !== undefined && isOpenLoad(first)
  const open: Partial<LoadForm> = isRate ? { arrival: first.arrival, burstiness: first.burstiness ?? 1, maxOpen: first.maxOpen ?? null, ...(search === undefined ? { rates } : { startPerS: first.ratePerS }) } : {}
  return {
    ...defaultLoad,
    kind: search === undefined ? (isRate ? 'rate' : 'users') : 'search',
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

/** The same as options of `dyno run`. */
export function loadCli(users: readonly number[], load: LoadForm, option: Option): readonly string[] {
  const { kind, arrival, burstiness, rates, startPerS, thinkS, rampTo, rampSteps } = load
  const open = kind === 'users' ? [] : [...option('arrival', arrival), ...(arrival === 'gamma' ? option('gamma', burstiness) : [])]
  const ramp = kind === 'search' || rampTo === null ? [] : option('ramp', rampSteps === null ? rampTo : `${rampTo}/${rampSteps}`)
  return [
    ...(kind === 'search' ? ['--find-stable-qps', ...option('rate', startPerS)] : kind === 'rate' ? option('rate', rates.join(',')) : option('concurrency', users.join(','))),
    ...open, ...(kind === 'users' && thinkS !== 0 ? option('think-time', thinkS) : []), ...ramp, ...sloOptions(load, option),
    ...option('max-errors', load.maxErrors), ...option('max-error-share', load.maxErrorPercent === null ? null : load.maxErrorPercent / 100),
    ...(kind !== 'users' && !load.earlyStop ? ['--no-early-stop'] : []), ...(load.untilSteady ? ['--warmup-until-steady'] : []),
  ]
}

/** What the command line has no option for. */
export function hasMoreLoadThanCli({ kind, search, maxOpen }: LoadForm): boolean {
  const isUsualSearch = search.maxRatePerS === defaultSearch.maxRatePerS && search.tolerance === defaultSearch.tolerance && search.maxTrials === defaultSearch.maxTrials
  return (kind !== 'users' && maxOpen !== null) || (kind === 'search' && !isUsualSearch)
}
