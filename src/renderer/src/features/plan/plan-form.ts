/** The new-run form as values: its fields with their bounds, what is wrong with them, and the plan they make. */
import { isOpenLoad } from '../../../../core/model/load.ts'
import { planBounds } from '../../../../core/model/plan.ts'
import { defaultTimeouts, restFor, shapePresets, sixtySecondCheck, type ShapePreset } from '../../../../core/model/presets.ts'
import type { TraceFacts } from '../../../../core/workload/trace.ts'
import type { PlanDraft } from '../../../../shared/ipc/contract.ts'
import { loadFormOf, loadIssuesOf, loadPartsOf, type LoadForm, type LoadIssue, type LoadIssues } from './load-form.ts'
import { isWorkloadField, workloadBound, workloadBounds, workloadFormOf, workloadOf, type Bound, type WorkloadForm, type WorkloadNumbers } from './workload-form.ts'

/** Fields with one number each; those that end in S are in seconds, null = left empty. */
export interface PlanNumbers extends WorkloadNumbers {
  readonly stageDurationS: number | null
  readonly stageRequests: number | null
  readonly warmupRequests: number | null
  readonly pauseS: number | null
  readonly drainS: number | null
  readonly connectS: number | null
  readonly firstTokenS: number | null
  readonly idleS: number | null
  readonly totalS: number | null
  readonly temperature: number | null
  readonly seed: number | null
  /** Null = as many as the load needs. */
  readonly engines: number | null
  readonly baselineS: number | null
  readonly tailS: number | null
}

export type NumberField = keyof PlanNumbers

export interface PlanForm extends PlanNumbers, WorkloadForm {
  /** Users of each stage, in the order they run. */
  readonly stages: readonly number[]
  /** Everything about the load but the users of each stage. */
  readonly load: LoadForm
  readonly telemetry: boolean
  readonly coldStart: boolean
}

const whole = (min: number, max: number): Bound => ({ min, max, isWhole: true, isOptional: false })
const seconds = (min: number, maxMs: number): Bound => ({ min, max: maxMs / 1000, isWhole: false, isOptional: false })
const HOUR_MS = 3_600_000

/** The bounds of the plan document in the units of the form; a test holds them to its schema. */
export const bounds: Readonly<Record<NumberField, Bound>> = {
  ...workloadBounds,
  stageDurationS: { ...seconds(1, planBounds.maxStageDurationMs), isOptional: true },
  stageRequests: { ...whole(1, planBounds.maxStageRequests), isOptional: true },
  warmupRequests: whole(0, 1000),
  pauseS: seconds(0, 600_000),
  drainS: seconds(0, HOUR_MS),
  connectS: seconds(0.1, 600_000),
  firstTokenS: seconds(0.1, HOUR_MS),
  idleS: seconds(0.1, HOUR_MS),
  totalS: seconds(0.1, 4 * HOUR_MS),
  temperature: { min: 0, max: 2, isWhole: false, isOptional: false },
  seed: whole(0, 0xffff_ffff),
  engines: { ...whole(1, planBounds.maxEngines), isOptional: true },
  baselineS: { ...seconds(0, 60_000), isOptional: true },
  tailS: { ...seconds(0, 60_000), isOptional: true },
}

export const numberFields = Object.keys(bounds) as readonly NumberField[]

/** What is wrong with a field: a key of the catalogue's `plan:issue` and its numbers. */
export interface Issue {
  readonly kind: LoadIssue['kind'] | 'noLimit' | 'noFile' | 'noTrace' | 'coldStart'
  readonly min: number
  readonly max: number
}

export type Issues = Partial<Record<NumberField | 'stages' | 'dataset', Issue>> & { readonly load?: LoadIssues }

function issueOf(value: number | null, { min, max, isWhole, isOptional }: Bound): Issue | null {
  if (value === null) return isOptional ? null : { kind: 'required', min, max }
  if (value < min || value > max) return { kind: 'range', min, max }
  return isWhole && !Number.isInteger(value) ? { kind: 'whole', min, max } : null
}

/** Null where the form, as it is, does not use the number. */
export function boundOf(form: PlanForm, field: NumberField): Bound | null {
  return isWorkloadField(field) ? workloadBound(form, field) : bounds[field]
}

/** Empty when the form makes a valid plan. */
export function issuesOf(form: PlanForm): Issues {
  const issues: Partial<Record<NumberField | 'stages' | 'dataset', Issue>> = {}
  for (const field of numberFields) {
    const bound = boundOf(form, field)
    const issue = bound === null ? null : issueOf(form[field], bound)
    if (issue !== null) issues[field] = issue
  }
  const isTrace = form.load.kind === 'trace'
  if (form.coldStart && form.warmupRequests === 0) issues.warmupRequests = { kind: 'coldStart', min: 1, max: 1000 }
  // A trace ends by itself.
  if (form.stageDurationS === null && form.stageRequests === null && !isTrace) issues.stageDurationS = { kind: 'noLimit', min: 0, max: 0 }
  if (form.source === 'dataset' && form.dataset === null) issues.dataset = { kind: 'noFile', min: 1, max: 1 }
  if (isTrace && chosenTrace(form) === null) issues.dataset = { kind: 'noTrace', min: 1, max: 1 }
  const load = loadIssuesOf(form.load, form.stageDurationS)
  if (load.stageDurationS !== undefined) issues.stageDurationS ??= load.stageDurationS
  if (form.load.kind !== 'users') return Object.keys(load).length === 0 ? issues : { ...issues, load }
  if (form.stages.length === 0) issues.stages = { kind: 'noStage', min: 1, max: planBounds.maxConcurrency }
  else if (form.load.isSoak && form.stages.length > 1) issues.stages = { kind: 'soakOneStage', min: 1, max: 1 }
  else if (form.stages.length > planBounds.maxStages) issues.stages = { kind: 'tooManyStages', min: 1, max: planBounds.maxStages }
  else if (form.stages.some((users) => issueOf(users, whole(1, planBounds.maxConcurrency)) !== null)) {
    issues.stages = { kind: 'range', min: 1, max: planBounds.maxConcurrency }
  }
  return Object.keys(load).length === 0 ? issues : { ...issues, load }
}

/** The trace that the form would replay; null where none is chosen. */
export function chosenTrace({ source, dataset }: PlanForm): (TraceFacts & { readonly requests: number }) | null {
  return source === 'dataset' && dataset !== null && dataset.trace !== null ? { ...dataset.trace, requests: dataset.facts.prompts } : null
}

const toMs = (value: number | null): number => Math.round((value ?? 0) * 1000)

/** The plan of a form without issues; main fills in the target. */
export function draftOf(form: PlanForm): PlanDraft {
  const trace = chosenTrace(form)
  const stageDurationMs = form.stageDurationS === null ? null : toMs(form.stageDurationS)
  const load = loadPartsOf(form.stages, form.load, trace, stageDurationMs)
  const rest = restFor({ ...load, stageDurationMs })
  const sampleMs = (value: number | null, usualMs: number): number => (form.telemetry ? value === null ? usualMs : toMs(value) : 0)
  return {
    workload: workloadOf(form),
    ...load,
    stageDurationMs,
    stageRequests: form.stageRequests ?? (form.load.kind === 'trace' ? (trace?.requests ?? null) : null),
    warmupRequests: form.warmupRequests ?? 0,
    ...(form.coldStart ? { coldStart: true } : {}),
    ...(form.engines === null ? {} : { engines: form.engines }),
    pauseBetweenStagesMs: toMs(form.pauseS),
    drainMs: toMs(form.drainS),
    timeouts: { connectMs: toMs(form.connectS), firstTokenMs: toMs(form.firstTokenS), idleMs: toMs(form.idleS), totalMs: toMs(form.totalS) },
    temperature: form.temperature ?? 0,
    seed: form.seed ?? 0,
    telemetry: { enabled: form.telemetry, baselineMs: sampleMs(form.baselineS, rest.baselineMs), tailMs: sampleMs(form.tailS, rest.tailMs) },
  }
}

/** How long the machine is watched at rest, s. */
export function restS(form: PlanForm): { readonly baselineS: number; readonly tailS: number } {
  const { baselineMs, tailMs } = draftOf(form).telemetry
  return { baselineS: baselineMs / 1000, tailS: tailMs / 1000 }
}

const usualUsers: readonly number[] = [1, 2, 4, 8]

/** What a plan draft looks like in the form. */
export function formOf(draft: PlanDraft, shape: PlanForm['shape']): PlanForm {
  const { workload, timeouts, telemetry } = draft
  const rest = restFor(draft)
  return {
    ...workloadFormOf(workload, shape),
    // A plan with rates leaves the usual users for whoever goes back to them.
    stages: draft.stages.some(isOpenLoad) ? usualUsers : draft.stages.flatMap((stage) => (isOpenLoad(stage) ? [] : [stage.concurrency])),
    load: loadFormOf(draft),
    stageDurationS: draft.stageDurationMs === null ? null : draft.stageDurationMs / 1000,
    stageRequests: draft.stageRequests,
    warmupRequests: draft.warmupRequests,
    pauseS: draft.pauseBetweenStagesMs / 1000,
    drainS: draft.drainMs / 1000,
    connectS: timeouts.connectMs / 1000,
    firstTokenS: timeouts.firstTokenMs / 1000,
    idleS: timeouts.idleMs / 1000,
    totalS: timeouts.totalMs / 1000,
    temperature: draft.temperature,
    seed: draft.seed,
    engines: draft.engines ?? null,
    telemetry: telemetry.enabled,
    coldStart: draft.coldStart === true,
    // As it would be anyway: left to follow the plan when that changes. A plan without telemetry has none to show.
    baselineS: !telemetry.enabled || telemetry.baselineMs === rest.baselineMs ? null : telemetry.baselineMs / 1000,
    tailS: !telemetry.enabled || telemetry.tailMs === rest.tailMs ? null : telemetry.tailMs / 1000,
  }
}

/** The 60-second check as a draft. The target it needs by type is left out: main fills it in from the server. */
export function checkDraft(seed: number): PlanDraft {
  const { version: _version, target: _target, ...draft } = sixtySecondCheck(
    { name: '', engine: 'unknown', engineVersion: null, api: 'openai-chat', apiBaseUrl: '', model: '', simulated: false },
    seed,
  )
  return draft
}

export const defaultForm = (seed: number): PlanForm => formOf(checkDraft(seed), 'short-chat')

/** The form of an opened plan: a shape that still has its preset's sizes keeps its name. */
export function formOfPlan(draft: PlanDraft): PlanForm {
  const { shape, promptTokens, outputTokens, promptSpread, outputSpread } = draft.workload
  const preset = (Object.keys(shapePresets) as readonly ShapePreset[]).find((name) => name === shape)
  const isPreset = preset !== undefined && promptSpread === undefined && outputSpread === undefined && shapePresets[preset].promptTokens === promptTokens && shapePresets[preset].outputTokens === outputTokens
  return formOf(draft, isPreset ? preset : 'custom')
}

/** Chooses a shape; `custom` keeps the numbers that are there. */
export function withShape(form: PlanForm, shape: PlanForm['shape']): PlanForm {
  return shape === 'custom' ? { ...form, shape } : { ...form, shape, promptKind: 'fixed', outputKind: 'fixed', ...shapePresets[shape] }
}

/** Whether anything under Advanced differs from the defaults, so that a folded section can say so. */
export function isAdvancedChanged(form: PlanForm): boolean {
  const usual = defaultForm(0)
  const fields = ['pauseS', 'drainS', 'connectS', 'firstTokenS', 'idleS', 'totalS', 'temperature', 'engines', 'telemetry', 'baselineS', 'tailS'] as const
  return fields.some((field) => form[field] !== usual[field])
}

/** Timeouts that the command line can't set; with others the copied command would not be the same run. */
export const defaultTimeoutsS = {
  connectS: defaultTimeouts.connectMs / 1000,
  idleS: defaultTimeouts.idleMs / 1000,
  totalS: defaultTimeouts.totalMs / 1000,
} as const
