/** Whether a constant rate held for a whole stage: within the SLO if there is one, completed as offered, and without a climbing queue. */
import type { StageAnalysis } from '../model/analysis.ts'
import { stageStops, type StageStop } from '../model/load.ts'
import type { Slo } from '../model/plan.ts'
import type { RequestRecord } from '../model/request.ts'
import type { SessionEvent, StageSpan } from '../model/session.ts'
import type { StoredSession } from '../model/stored-session.ts'
import { stageMiss } from '../measure/stage-verdict.ts'
import { failureLimits } from './bands.ts'

/** Without an SLO any latency is good enough, as long as it does not climb. */
const anyLatency: Slo = { ttftP95Ms: null, tpotP95Ms: null, maxErrorShare: failureLimits.flagged }

function eventOf(events: readonly SessionEvent[], kind: SessionEvent['kind'], index: number): SessionEvent | undefined {
  return events.find((event) => event.kind === kind && event.stage === index)
}

export function stopOf({ index }: Pick<StageSpan, 'index'>, events: readonly SessionEvent[]): StageStop | null {
  const detail = eventOf(events, 'stage-stopped', index)?.detail
  return stageStops.find((reason) => reason === detail) ?? null
}

/** `requests`: all of the stage. Null under users, in a ramp, and while the stage runs. */
export function holdOf(span: StageSpan, requests: readonly RequestRecord[], { meta, events }: Pick<StoredSession, 'meta' | 'events'>): StageAnalysis['hold'] {
  const { index, ratePerS, arrival, rampTo, startMs, endMs } = span
  if (ratePerS === null || rampTo !== null || endMs === null || requests.length === 0) return null
  const sendingStoppedMs = eventOf(events, 'drain-start', index)?.atMs ?? endMs
  const load = { ratePerS, arrival: arrival ?? 'constant' } as const
  const miss = stageMiss({ index, load, startMs, sendingStoppedMs, endMs, stopped: stopOf(span, events), records: requests }, meta.plan.slo ?? anyLatency)
  return { holds: miss === null, miss }
}
