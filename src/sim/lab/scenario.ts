/** What a scenario of the lab is: a load, a machine, and the one thing that is wrong with it. */
import type { Outcome } from '../../core/model/outcome.ts'
import type { Plan, ServerEngine, Slo, StagePlan, Timeouts } from '../../core/model/plan.ts'
import type { LengthSpread } from '../../core/model/workload.ts'
import type { ModelParams, ModelStats } from '../model/params.ts'
import type { Random } from '../random.ts'
import type { Draw } from './draw.ts'
import type { Gauges } from './gauges.ts'
import type { MachineSpec } from './machine-spec.ts'

/** The load that brings the trouble out. */
export interface LabLoad {
  readonly stages: readonly StagePlan[]
  readonly stageDurationMs: number
  readonly promptTokens: number
  readonly outputTokens: number
  readonly promptSpread?: LengthSpread
  readonly outputSpread?: LengthSpread
  readonly warmupRequests?: number
  readonly pauseBetweenStagesMs?: number
  readonly timeouts?: Partial<Timeouts>
  readonly slo?: Slo
  readonly stop?: Plan['stop']
  readonly baselineMs?: number
  readonly tailMs?: number
}

/** What the world looks like to a scenario's hooks. */
export interface WorldView {
  readonly nowMs: number
  readonly stats: ModelStats
  /** Requests that reached the server so far. */
  readonly arrivals: number
  /** Requests that were answered whole so far. */
  readonly answered: number
  /** When the first request arrived; null before. */
  readonly firstArrivalMs: number | null
  /** Since the last step ended with nothing left to do, ms; 0 while the server works. */
  readonly idleMs: number
  /** Clock of the GPU against its full clock, 0..1. */
  readonly clockFactor: number
  readonly random: Random
}

export interface Arrival {
  readonly number: number
  readonly promptTokens: number
  readonly outputTokens: number
}

/** What becomes of a request instead of an answer. */
export type Fate =
  | { readonly kind: 'serve' }
  | { readonly kind: 'refuse'; readonly outcome: Outcome; readonly status: number | null; readonly message: string; readonly afterMs: number }
  | { readonly kind: 'hang' }
  | { readonly kind: 'empty' }

export const serve: Fate = { kind: 'serve' }

/** A step's time on the GPU (or on the CPU that computes) and the host's part, in which the GPU waits. */
export interface StepTime {
  readonly gpuMs: number
  readonly hostMs: number
}

/** What the client itself suffers from. */
export interface ClientEffect {
  readonly rttMs: number
  /** Delay of everything the client's loop does at this instant, ms. */
  readonly loopDelayMs: (nowMs: number, openStreams: number, random: Random) => number
  /** CPU of the client's process, % of a core. */
  readonly cpuPercent: (openStreams: number) => number
}

/** A moment at which the server process dies, and when another one answers. */
export interface Crash {
  readonly atMs: number
  readonly backAtMs: number | null
}

/** Hooks of one run; state lives in their closures. All optional: the machine behaves without them. */
export interface Behaviour {
  readonly model: ModelParams
  readonly machine: MachineSpec
  /** Who answers; decides which figures the server tells of itself. */
  readonly engine: ServerEngine
  readonly os?: string
  readonly isRemote?: boolean
  /** The model isn't in memory at first: the first request waits this long. */
  readonly loadMs?: number
  /** Unloads the model when nothing was asked for so long, ms. */
  readonly keepAliveMs?: number
  readonly client?: Partial<ClientEffect>
  readonly crash?: (view: WorldView) => Crash | null
  readonly fate?: (arrival: Arrival, view: WorldView) => Fate
  readonly step?: (time: StepTime, view: WorldView) => StepTime
  readonly shape?: (gauges: Gauges, view: WorldView) => void
  /** Events that the telemetry reports by itself, e.g. a clock jump: asked at every sample. */
  readonly event?: (view: WorldView) => { readonly kind: 'clock-jump' | 'oom-kill' | 'sensor-gap'; readonly detail: string } | null
}

export interface LabScenario {
  readonly id: string
  /** One sentence for the list: what is wrong. */
  readonly summary: string
  /** Ids of the causes that a right diagnosis names first; empty = nothing is wrong, and none may be claimed. */
  readonly expects: readonly string[]
  /** The trouble lies outside the server, so that a simulated server alone can't show it. */
  readonly hasOnlyClient?: boolean
  readonly load: (draw: Draw) => LabLoad
  readonly behave: (draw: Draw, load: LabLoad) => Behaviour
}
