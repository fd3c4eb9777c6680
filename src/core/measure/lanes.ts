/** Lanes: threads that share the requests of one run between them. How many, which takes what, and what they say of themselves together. */
import { isOpenLoad, type StagePlan } from '../model/load.ts'
import type { ClientSample } from '../model/client-health.ts'
import { planBounds, type Plan } from '../model/plan.ts'
import type { SendOrder } from './ports.ts'

/** Open streams up to which one engine was measured to keep its stamps within half a ms. */
export const streamsPerLane = 256
/** Tokens a second, all streams together, up to which one engine is asked to keep its stamps within a ms. */
export const tokensPerSPerLane = 25_000

/** How many lanes the plan's load is spread over. What the plan says, else as many as help: one more than cores would only take turns. */
export function lanesFor(plan: Pick<Plan, 'stages' | 'workload' | 'engines'>, cores: number): number {
  if (plan.engines !== undefined) return plan.engines
  const wanted = Math.max(1, ...plan.stages.map((stage) => Math.ceil(loadShare(stage, plan.workload.outputTokens))))
  return Math.max(1, Math.min(wanted, cores - 1, planBounds.maxEngines))
}

/** What a stage asks for, in lanes. A trace says nothing of it before it is replayed. */
function loadShare(stage: StagePlan, outputTokens: number): number {
  if (!isOpenLoad(stage)) return Math.max(stage.concurrency, stage.ramp?.to ?? 0) / streamsPerLane
  if (stage.arrival === 'trace') return 1
  return (Math.max(stage.ratePerS, stage.ramp?.to ?? 0) * outputTokens) / tokensPerSPerLane
}

/** Whether each user keeps to a lane: users who wait for their answers do, so that each lane has as many. A schedule deals its requests out in turn. */
export function keepsUsers(stages: readonly StagePlan[]): boolean {
  return stages.every((stage) => !isOpenLoad(stage))
}

/** Which lane takes a request. The same seed and the same number of lanes give the same choice. The warm-up goes round, so that all are warm. */
export function laneOf(order: Pick<SendOrder, 'index' | 'user' | 'warmup'>, byUser: boolean, lanes: number): number {
  return (byUser && !order.warmup ? order.user : order.index) % lanes
}

/** What one thread of the engine says of itself since it was last asked, connections since the start. */
export type LaneFigures = Pick<ClientSample, 'loopDelayP99Ms' | 'loopDelayMaxMs' | 'cpuPercent' | 'connectionsOpened' | 'connectionsReused' | 'parseBacklogBytes' | 'stampedBy'>

/** What the thread that schedules says of itself. `coversProcess`: its CPU is that of all threads together. */
export interface SchedulerFigures {
  readonly cpuPercent: number | null
  readonly coversProcess: boolean
  readonly rssBytes: number | null
}

type Figures = Omit<ClientSample, 'atMs' | 'stage'>

/** The kernel only where it stamped in every lane. */
function stamperOf(lanes: readonly LaneFigures[]): Figures['stampedBy'] {
  if (lanes.some(({ stampedBy }) => stampedBy === 'client')) return 'client'
  return lanes.find(({ stampedBy }) => stampedBy !== undefined)?.stampedBy
}

/** All lanes as one: delay and backlog of the worst, CPU and connections of all together, and the busiest thread, because a core is the limit of each. */
export function mergedFigures(lanes: readonly LaneFigures[], scheduler: SchedulerFigures): Figures {
  const cpus = lanes.map(({ cpuPercent }) => cpuPercent)
  const ofLanes = total(cpus)
  const ofScheduler = scheduler.coversProcess ? rest(scheduler.cpuPercent, ofLanes) : scheduler.cpuPercent
  return {
    loopDelayP99Ms: worst(lanes.map(({ loopDelayP99Ms }) => loopDelayP99Ms)),
    loopDelayMaxMs: worst(lanes.map(({ loopDelayMaxMs }) => loopDelayMaxMs)),
    cpuPercent: scheduler.coversProcess ? scheduler.cpuPercent : total([...cpus, scheduler.cpuPercent]),
    rssBytes: scheduler.rssBytes,
    connectionsOpened: sum(lanes.map(({ connectionsOpened }) => connectionsOpened)),
    connectionsReused: sum(lanes.map(({ connectionsReused }) => connectionsReused)),
    parseBacklogBytes: Math.max(0, ...lanes.map(({ parseBacklogBytes }) => parseBacklogBytes)),
    stampedBy: stamperOf(lanes),
    lanes: lanes.length,
    busiestCpuPercent: worst([...cpus, ofScheduler]),
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0)
}

/** Null where a part is not known: a sum without it would look like less. */
function total(values: readonly (number | null)[]): number | null {
  return values.reduce<number | null>((all, value) => (all === null || value === null ? null : all + value), 0)
}

function rest(all: number | null, part: number | null): number | null {
  return all === null || part === null ? null : Math.max(0, all - part)
}

function worst(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : Math.max(...known)
}
