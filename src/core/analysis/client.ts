/** Whether the measuring client itself was the bottleneck: then its figures say nothing about the server. */
import type { ClientHealth, ClientInvalidReason, ClientSample, LagStats, StampedBy } from '../model/client-health.ts'
import type { RequestRecord } from '../model/request.ts'
import type { SessionEvent, StageSpan } from '../model/session.ts'
import type { StoredSession } from '../model/stored-session.ts'
import { distribution, quantileOfSorted } from '../stats/index.ts'

/** Limits beyond which a run is invalid: lag and loop delay in ms, CPU in % of one core. */
export const clientLimits = { lagMs: 5, lagShareOfTtft: 0.05, loopDelayMs: 5, cpuPercent: 75 } as const

/** The value that 95 % of the seconds stay under: one stray pause in a minute does not condemn a run, a habit does. */
export function busySecond(samples: readonly ClientSample[], read: (sample: ClientSample) => number | null): number | null {
  const values = samples.map(read).filter((value) => value !== null && Number.isFinite(value)) as number[]
  return quantileOfSorted(Float64Array.from(values).sort(), 0.95)
}

function largest(samples: readonly ClientSample[], read: (sample: ClientSample) => number | null): number | null {
  let best: number | null = null
  for (const sample of samples) {
    const value = read(sample)
    if (value !== null && (best === null || value > best)) best = value
  }
  return best
}

function lagStats(requests: readonly RequestRecord[]): LagStats {
  const { n, p50, p99, max } = distribution(requests.map(({ sentAtMs, dueAtMs, warmup }) => (warmup || sentAtMs === null ? null : sentAtMs - dueAtMs)))
  return { n, p50, p99, max }
}

/** How late requests may be sent, ms; `ttftP50Ms` is of those that are judged. */
export function lagLimitMs(ttftP50Ms: number | null): number {
  return Math.max(clientLimits.lagMs, (ttftP50Ms ?? 0) * clientLimits.lagShareOfTtft)
}

/** Of all samples that say it. */
export function stamperOf(samples: readonly ClientSample[]): ClientHealth['stampedBy'] {
  const known = new Set<StampedBy>()
  for (const { stampedBy } of samples) if (stampedBy !== undefined) known.add(stampedBy)
  const [only = null] = known
  return known.size > 1 ? 'mixed' : only
}

function judge(samples: readonly ClientSample[], requests: readonly RequestRecord[], hasOverflowed: boolean, ttftP50Ms: number | null): ClientHealth {
  const scheduleLagMs = lagStats(requests)
  const loopP99Ms = busySecond(samples, (sample) => sample.loopDelayP99Ms)
  const cpuPercent = busySecond(samples, (sample) => sample.cpuPercent)
  const lanes = largest(samples, (sample) => sample.lanes ?? null)
  const busiestCpuPercent = busySecond(samples, (sample) => (sample.lanes === undefined ? sample.cpuPercent : (sample.busiestCpuPercent ?? null)))
  const reasons: ClientInvalidReason[] = []
  if (scheduleLagMs.p99 !== null && scheduleLagMs.p99 > lagLimitMs(ttftP50Ms)) reasons.push('schedule-lag')
  if (loopP99Ms !== null && loopP99Ms > clientLimits.loopDelayMs) reasons.push('event-loop-delay')
  // A core is the limit of each thread, not of all together.
  if (busiestCpuPercent !== null && busiestCpuPercent > clientLimits.cpuPercent) reasons.push('cpu')
  if (hasOverflowed) reasons.push('queue-overflow')
  if (loopP99Ms === null) reasons.push('not-measured')
  return {
    scheduleLagMs,
    eventLoopDelayMs: { p99: loopP99Ms, max: largest(samples, (sample) => sample.loopDelayMaxMs) },
    cpuPercent,
    ...(lanes === null ? {} : { lanes, busiestCpuPercent }),
    connections: {
      opened: requests.filter(({ connection }) => connection === 'new').length,
      reused: requests.filter(({ connection }) => connection === 'reused').length,
    },
    parseBacklogBytes: largest(samples, (sample) => sample.parseBacklogBytes),
    stampedBy: stamperOf(samples),
    valid: reasons.length === 0,
    reasons,
  }
}

/** Judges the client by what it reported while stages ran. Without reports nothing is proved, so the run is not valid. */
export function clientHealth(
  samples: readonly ClientSample[], requests: readonly RequestRecord[], events: readonly SessionEvent[], ttftP50Ms: number | null,
): ClientHealth {
  const staged = samples.filter(({ stage }) => stage !== null)
  return judge(staged.length > 0 ? staged : samples, requests, events.some(({ kind }) => kind === 'queue-overflow'), ttftP50Ms)
}

/** The same for one stage, by its own samples, requests and TTFT. `requests` are those of the stage. */
export function stageClientHealth(
  stage: Pick<StageSpan, 'index' | 'startMs'> & { readonly endMs: number }, stored: Pick<StoredSession, 'clientSamples' | 'events'>, requests: readonly RequestRecord[], ttftP50Ms: number | null,
): ClientHealth {
  const { index, startMs, endMs } = stage
  const hasOverflowed = stored.events.some(({ kind, atMs }) => kind === 'queue-overflow' && atMs >= startMs && atMs <= endMs)
  return judge(stored.clientSamples.filter((sample) => sample.stage === index), requests, hasOverflowed, ttftP50Ms)
}

/** CPU of the thread that is nearest to its limit, % of one core. */
export function busiestThread({ lanes, cpuPercent, busiestCpuPercent }: ClientHealth): number | null {
  return lanes === undefined ? cpuPercent : (busiestCpuPercent ?? null)
}

/** Something is known against the client, not merely nothing for it. */
export function isClientLimited({ reasons }: ClientHealth): boolean {
  return reasons.some((reason) => reason !== 'not-measured')
}
