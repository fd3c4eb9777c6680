/** How a stage loads the server: users that wait for their answers (closed loop) or a rate that does not wait (open loop). */

/** Why a stage ended before its limits. */
export const stageStops = ['errors', 'error-share', 'over-saturation', 'open-limit'] as const
export type StageStop = (typeof stageStops)[number]

/** How the gaps between requests of an open loop are spread: all alike, at random, or more or less bursty than at random. */
export const drawnArrivals = ['constant', 'poisson', 'gamma'] as const
export type DrawnArrival = (typeof drawnArrivals)[number]

/** `trace`: nothing is drawn; requests are due when those of a recorded trace were. */
export const arrivalKinds = [...drawnArrivals, 'trace'] as const
export type ArrivalKind = (typeof arrivalKinds)[number]

/** The load changes over the stage's time, evenly (`steps` null) or in this many steps of equal length. Needs a stage with a duration. */
export interface Ramp {
  readonly to: number
  readonly steps: number | null
}

/** Closed loop: each user keeps one request open, and thinks for `thinkTimeMs` after each answer. */
export interface ClosedLoad {
  readonly concurrency: number
  readonly thinkTimeMs?: number | undefined
  readonly ramp?: Ramp | undefined
  readonly ratePerS?: undefined
  readonly arrival?: undefined
}

/** Open loop: requests are due on an absolute schedule, whatever the answers do. */
export interface OpenLoad {
  /** With a trace its mean, after `traceScale`: only for show. */
  readonly ratePerS: number
  readonly arrival: ArrivalKind
  /** Shape of the gamma distribution of the gaps: 1 is Poisson, below is burstier, above more even. Only for `gamma`. */
  readonly burstiness?: number | undefined
  /** How much faster than recorded a trace is replayed: 2 halves all its times. Only for `trace`; absent = 1. */
  readonly traceScale?: number | undefined
  readonly ramp?: Ramp | undefined
  /** With so many open requests, further ones wait and keep their due time; with as many waiting too, the stage ends. Default `defaultMaxOpen`. */
  readonly maxOpen?: number | undefined
  readonly concurrency?: undefined
}

/** Open requests that no sensible rate reaches: a bound for the client's sake. */
export const defaultMaxOpen = 1024

export type StagePlan = ClosedLoad | OpenLoad

/** The load of a stage as it is shown beside figures. Exactly one of `concurrency` and `ratePerS` is set. */
export interface StageLoad {
  readonly concurrency: number | null
  readonly ratePerS: number | null
  readonly arrival: ArrivalKind | null
  /** Where a ramp ends; null for a constant load. */
  readonly rampTo: number | null
}

export const noLoad: StageLoad = { concurrency: null, ratePerS: null, arrival: null, rampTo: null }

export function isOpenLoad(stage: StagePlan): stage is OpenLoad {
  return stage.ratePerS !== undefined
}

export function stageLoad(stage: StagePlan): StageLoad {
  const rampTo = stage.ramp?.to ?? null
  return isOpenLoad(stage)
    ? { concurrency: null, ratePerS: stage.ratePerS, arrival: stage.arrival, rampTo }
    : { concurrency: stage.concurrency, ratePerS: null, arrival: null, rampTo }
}

/** Users or requests/s at the height of the stage, so that stages can be put in order. */
export function loadLevel({ concurrency, ratePerS, rampTo }: Pick<StageLoad, 'concurrency' | 'ratePerS' | 'rampTo'>): number {
  return Math.max(concurrency ?? ratePerS ?? 0, rampTo ?? 0)
}

/** With rates, connections beyond these open while the stage runs. */
const mostFirst = 64

/** Requests that a stage sends about at once when it begins: all its users, or a second's worth of its rate. */
export function firstBurst(stage: StagePlan): number {
  return isOpenLoad(stage) ? Math.min(mostFirst, Math.ceil(stage.ratePerS)) : stage.concurrency
}

/** Streams that a stage is likely to have open at once, as far as its plan tells. */
export function expectedStreams(stage: StagePlan): number {
  return isOpenLoad(stage) ? firstBurst(stage) : Math.max(stage.concurrency, stage.ramp?.to ?? 0)
}

/** Share of the time of a stepped ramp → its level; the first step has the first level, the last one the last. */
export function rampLevel(from: number, to: number, steps: number, fraction: number): number {
  const step = Math.min(steps - 1, Math.max(0, Math.floor(fraction * steps)))
  return steps === 1 ? to : from + ((to - from) * step) / (steps - 1)
}
