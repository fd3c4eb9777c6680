/** What the order of errors means: the first strike points at the bottleneck, the machine's state at that instant confirms it or not. */
import { assertNever } from '../assert-never.ts'
import type { ChainLink, ErrorReading, ErrorReadingId, ReadingEvidence, ReadingEvidenceName } from '../model/error-chain.ts'
import { isFailure, isSuccess, type Outcome } from '../model/outcome.ts'
import type { RequestRecord } from '../model/request.ts'
import type { SessionEvent } from '../model/session.ts'
import type { StoredSession } from '../model/stored-session.ts'
import { distribution } from '../stats/index.ts'
import { errorClassOf } from './errors.ts'
import { stateMax, stateShare } from './machine-state.ts'
import { stampsBetween } from './tokens.ts'

/** Where a state counts as one. Utilisation in %, stalls in % of time, shares 0..1, ms. */
export const orderLimits = {
  idleGpu: 10, busyGpu: 60, idleCpu: 15, stalledMemory: 5, fullMemory: 0.95, fastRefusalMs: 100, togetherMs: 1_000, aroundEventMs: 10_000,
  massShare: 0.8, massCount: 5,
} as const

type Source = Pick<StoredSession, 'requests' | 'events'>

interface Scene {
  readonly first: ChainLink
  readonly requests: readonly RequestRecord[]
  readonly events: readonly SessionEvent[]
}

type Numbers = Partial<Readonly<Record<ReadingEvidenceName, number | null>>>

function reading(id: ErrorReadingId, isConfirmed: boolean, numbers: Numbers): ErrorReading {
  const evidence = (Object.entries(numbers) as [ReadingEvidenceName, number | null][]).map(([name, value]): ReadingEvidence => ({ name, value }))
  return { id, support: isConfirmed ? 'order-and-machine' : 'order', evidence }
}

function count(requests: readonly RequestRecord[], wanted: (record: RequestRecord) => boolean): number {
  return requests.reduce((sum, record) => (wanted(record) ? sum + 1 : sum), 0)
}

const cuts: ReadonlySet<Outcome> = new Set(['reset-mid-stream', 'reset-before-first-token', 'truncated'])

function successesBefore({ first, requests }: Scene): number {
  return count(requests, ({ outcome, endAtMs }) => isSuccess(outcome) && endAtMs < first.atMs)
}

/** Share of failures of this class among all that ended from the first strike on. */
function shareAfterFirst({ first, requests }: Scene): number {
  const after = requests.filter(({ outcome, endAtMs }) => outcome !== 'cancelled' && endAtMs >= first.atMs)
  return after.length === 0 ? 0 : count(after, ({ outcome }) => errorClassOf(outcome) === first.errorClass) / after.length
}

function eventsNear({ first, events }: Scene, kind: SessionEvent['kind']): number {
  return events.filter((event) => event.kind === kind && Math.abs(event.atMs - first.atMs) <= orderLimits.aroundEventMs).length
}

function atLeast(value: number | null, limit: number): boolean {
  return value !== null && value >= limit
}

function below(value: number | null, limit: number): boolean {
  return value !== null && value < limit
}

function requestFault(scene: Scene): ErrorReading {
  const gpuUtil = stateMax(scene.first.machine, 'gpu.util')
  return reading('request-fault', below(gpuUtil, orderLimits.idleGpu), { successesBefore: successesBefore(scene), medianAfterMs: medianAfterMs(scene), gpuUtil: asShare(gpuUtil) })
}

/** A prompt that failed is longer than every one that passed, where the lengths are known. */
function contextLimit({ first, requests }: Scene): ErrorReading {
  let longest: number | null = null
  for (const { outcome, promptTokens } of requests) if (isSuccess(outcome) && promptTokens !== null) longest = Math.max(longest ?? 0, promptTokens)
  const isLonger = first.promptTokens !== null && longest !== null && first.promptTokens > longest
  return reading('context-limit', isLonger, { failedPromptTokens: first.promptTokens, longestPassedPromptTokens: longest })
}

function medianAfterMs({ first, requests }: Scene): number | null {
  const failed = requests.filter(({ outcome }) => errorClassOf(outcome) === first.errorClass)
  return distribution(failed.map(({ sentAtMs, endAtMs }) => (sentAtMs === null ? null : endAtMs - sentAtMs))).p50
}

function admissionControl(scene: Scene): ErrorReading {
  const after = medianAfterMs(scene)
  const numbers: Numbers = { medianAfterMs: after, openAtStrike: scene.first.machine.openRequests, waitingRequests: stateMax(scene.first.machine, 'srv.waiting') }
  return reading('admission-control', below(after, orderLimits.fastRefusalMs), numbers)
}

/** Tokens of any request in the second half of the first timeout's wait: a server that still talks to others is busy, not stuck. In the first half it may still have finished what it had. */
function tokensWhileWaiting({ first, requests }: Scene): number {
  const fromMs = first.atMs - first.afterMs / 2
  return requests.reduce((sum, { chunkAtMs, endAtMs }) => (endAtMs < fromMs ? sum : sum + stampsBetween(chunkAtMs, fromMs, first.atMs)), 0)
}

function timeouts(scene: Scene): ErrorReading {
  const { machine } = scene.first
  const tokens = tokensWhileWaiting(scene)
  const [gpuUtil, cpuUtil, waiting] = [stateMax(machine, 'gpu.util'), stateMax(machine, 'cpu.total'), stateMax(machine, 'srv.waiting')]
  const [stall, swapIn] = [stateMax(machine, 'psi.mem.full'), stateMax(machine, 'swap.in')]
  const thrash: Numbers = { memoryStall: stall === null ? null : stall / 100, swapInPerS: swapIn, memoryShare: stateShare(machine, 'mem.used', 'mem.total'), tokensWhileWaiting: tokens }
  if (atLeast(stall, orderLimits.stalledMemory) && (swapIn === null || swapIn > 0)) return reading('memory-thrash', true, thrash)
  const numbers: Numbers = {
    tokensWhileWaiting: tokens, openAtStrike: machine.openRequests, waitingRequests: waiting, gpuUtil: asShare(gpuUtil), cpuUtil: asShare(cpuUtil), medianAfterMs: medianAfterMs(scene),
  }
  const isIdle = below(cpuUtil, orderLimits.idleCpu) && (gpuUtil === null || gpuUtil < orderLimits.idleGpu)
  if (tokens === 0) return reading('hang', isIdle, numbers)
  return reading('overload-timeouts', atLeast(waiting, 1) || atLeast(gpuUtil, orderLimits.busyGpu), numbers)
}

function asShare(percent: number | null): number | null {
  return percent === null ? null : percent / 100
}

function outOfMemory({ first }: Scene): ErrorReading {
  const [vramShare, memoryShare] = [stateShare(first.machine, 'gpu.mem.used', 'gpu.mem.total'), stateShare(first.machine, 'mem.used', 'mem.total')]
  const isFull = atLeast(vramShare, orderLimits.fullMemory) || atLeast(memoryShare, orderLimits.fullMemory)
  return reading('out-of-memory', isFull, { vramShare, memoryShare, openAtStrike: first.machine.openRequests, failedPromptTokens: first.promptTokens })
}

/** All that was open is cut at one instant, then nobody answers: the server is gone. */
function brokenConnections(scene: Scene): ErrorReading {
  const { first, requests } = scene
  const together = count(requests, ({ outcome, endAtMs }) => cuts.has(outcome) && endAtMs >= first.atMs && endAtMs - first.atMs <= orderLimits.togetherMs)
  const refusedAfter = count(requests, ({ outcome, endAtMs }) => outcome === 'refused' && endAtMs >= first.atMs)
  const restarts = eventsNear(scene, 'server-restarted') + eventsNear(scene, 'server-died')
  const oomKills = eventsNear(scene, 'oom-kill')
  const open = first.machine.openRequests
  const numbers: Numbers = { struckTogether: together, openAtStrike: open, refusedAfter, restarts, oomKills }
  if (oomKills > 0) return reading('kernel-oom-kill', true, { ...numbers, memoryShare: stateShare(first.machine, 'mem.used', 'mem.total') })
  if (restarts > 0 || (together > 0 && refusedAfter > 0) || (together >= 2 && together >= orderLimits.massShare * open)) {
    return reading('server-crash', restarts > 0, { ...numbers, vramShare: stateShare(first.machine, 'gpu.mem.used', 'gpu.mem.total') })
  }
  const before = successesBefore(scene)
  if (first.outcome === 'refused' && before === 0) return reading('unreachable', false, { ...numbers, successesBefore: before })
  return reading(first.outcome === 'refused' ? 'server-crash' : 'scattered-cuts', false, { ...numbers, successesBefore: before })
}

function serverErrors(scene: Scene): ErrorReading {
  const share = shareAfterFirst(scene)
  const failed = count(scene.requests, ({ outcome }) => errorClassOf(outcome) === scene.first.errorClass)
  const isMass = share >= orderLimits.massShare && failed >= orderLimits.massCount
  const restarts = eventsNear(scene, 'server-restarted')
  const numbers: Numbers = { shareAfterFirst: share, successesBefore: successesBefore(scene), restarts, vramShare: stateShare(scene.first.machine, 'gpu.mem.used', 'gpu.mem.total') }
  return reading(isMass ? 'engine-dead' : 'sporadic-errors', isMass && restarts > 0, numbers)
}

function brokenAnswers(scene: Scene): ErrorReading {
  if (scene.first.outcome === 'in-stream-error') return serverErrors(scene)
  const hasCrashed = scene.first.outcome === 'truncated' && brokenConnections(scene).id !== 'scattered-cuts'
  if (hasCrashed) return brokenConnections(scene)
  return reading('hollow-answers', false, { shareAfterFirst: shareAfterFirst(scene), successesBefore: successesBefore(scene) })
}

/** `links` in order of their first strike; null without failures. */
export function readErrorOrder(links: readonly ChainLink[], { requests, events }: Source): ErrorReading | null {
  const [first] = links
  if (first === undefined || !isFailure(first.outcome)) return null
  const scene: Scene = { first, requests, events }
  switch (first.errorClass) {
    case 'http-4xx': return requestFault(scene)
    case 'input-too-long': return contextLimit(scene)
    case 'rejected': return admissionControl(scene)
    case 'timeout': return timeouts(scene)
    case 'oom': return outOfMemory(scene)
    case 'connection': return brokenConnections(scene)
    case 'http-5xx': return serverErrors(scene)
    case 'inference': return brokenAnswers(scene)
    default: return assertNever(first.errorClass)
  }
}
