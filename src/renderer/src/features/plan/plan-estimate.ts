/** How long a plan will take and what should be said about it before it runs. */
import type { ServerInfo } from '../../../../core/model/server.ts'
import { chosenTrace, restS, type PlanForm } from './plan-form.ts'

export interface Estimate {
  /** Samples before and after, stages and pauses, in ms; null where only requests limit the stages, and in a search. */
  readonly ms: number | null
  /** True where a request limit may end stages sooner. */
  readonly isUpperBound: boolean
  /** Requests sent one by one before, whose time nobody knows yet. */
  readonly warmupRequests: number
  /** What the last answers may add at most, in ms. */
  readonly drainMs: number
}

export function estimateOf(form: PlanForm): Estimate {
  const { baselineS, tailS } = restS(form)
  const sampleS = baselineS + tailS
  const trace = form.load.kind === 'trace' ? chosenTrace(form) : null
  if (trace !== null) return traceEstimate(form, trace.durationMs / (form.load.traceScale ?? 1), sampleS)
  const stages = form.load.kind === 'rate' ? form.load.rates.length : form.stages.length
  const pausesS = Math.max(0, stages - 1) * (form.pauseS ?? 0)
  const stagesS = form.stageDurationS === null || form.load.kind === 'search' ? null : form.stageDurationS * stages
  return {
    ms: stagesS === null ? null : (sampleS + pausesS + stagesS) * 1000,
    isUpperBound: form.stageRequests !== null,
    warmupRequests: form.warmupRequests ?? 0,
    drainMs: (form.drainS ?? 0) * 1000,
  }
}

/** A trace takes its own time, unless the plan ends it sooner. */
function traceEstimate(form: PlanForm, traceMs: number, sampleS: number): Estimate {
  return {
    ms: Math.min(traceMs, form.stageDurationS === null ? Number.POSITIVE_INFINITY : form.stageDurationS * 1000) + sampleS * 1000,
    isUpperBound: form.stageRequests !== null,
    warmupRequests: form.warmupRequests ?? 0,
    drainMs: (form.drainS ?? 0) * 1000,
  }
}

export type Warning =
  | { readonly kind: 'queueing'; readonly slots: number; readonly users: number }
  | { readonly kind: 'shortStage'; readonly seconds: number }
  | { readonly kind: 'fewRequests'; readonly requests: number; readonly users: number }
  | { readonly kind: 'noWarmup' }
  | { readonly kind: 'plainKey' }
  | { readonly kind: 'simulated' }

const SHORT_STAGE_S = 10

/** Nothing here stops a run. */
export function warningsOf(form: PlanForm, server: ServerInfo | null): readonly Warning[] {
  const users = form.load.kind === 'users' ? Math.max(0, ...form.stages, form.load.rampTo ?? 0) : 0
  const warnings: Warning[] = []
  if (server?.simulated === true) warnings.push({ kind: 'simulated' })
  if (server?.slots != null && users > server.slots) warnings.push({ kind: 'queueing', slots: server.slots, users })
  if (form.stageDurationS !== null && form.stageDurationS < SHORT_STAGE_S) warnings.push({ kind: 'shortStage', seconds: SHORT_STAGE_S })
  if (form.stageRequests !== null && form.stageRequests < users) warnings.push({ kind: 'fewRequests', requests: form.stageRequests, users })
  if (form.warmupRequests === 0) warnings.push({ kind: 'noWarmup' })
  if (server !== null && server.hasKey && !server.isLoopback && server.url.startsWith('http:')) warnings.push({ kind: 'plainKey' })
  return warnings
}
