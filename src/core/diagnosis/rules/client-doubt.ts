/** R1, below its lines: the client did not keep its own limits, so the run is marked invalid, but that is too little to be the cause of what is slow. */
import { busiestThread, clientLimits, isClientLimited, lagLimitMs } from '../../analysis/client.ts'
import type { ClientInvalidReason } from '../../model/client-health.ts'
import type { EvidenceItem } from '../../model/diagnosis.ts'
import { reportsOf } from '../client-reports.ts'
import { events, requests, ttftCount, type Count } from '../counts.ts'
import type { EvidenceInput, WindowFacts } from '../evidence-input.ts'
import { item, share, type Rule } from '../rule.ts'
import { saturationOf } from './client-saturated.ts'

type Health = EvidenceInput['client']

interface Doubt {
  readonly window: WindowFacts
  readonly health: Health
  /** By how much a time may be off: what was measured of it; null where only the processor was busy. */
  readonly offMs: number | null
}

function offMs({ reasons, eventLoopDelayMs, scheduleLagMs }: Health): number | null {
  const known = [reasons.includes('event-loop-delay') ? eventLoopDelayMs.p99 : null, reasons.includes('schedule-lag') ? scheduleLagMs.p99 : null].filter((ms) => ms !== null)
  return known.length === 0 ? null : Math.max(...known)
}

/** Of the whole run by its own health, else of the stage that was worst off. */
function doubtOf({ windows, whole, client }: EvidenceInput): Doubt | null {
  if (isClientLimited(client)) return { window: whole, health: client, offMs: offMs(client) }
  const cases = windows.flatMap((window) => (window.client !== null && isClientLimited(window.client) ? [{ window, health: window.client, offMs: offMs(window.client) }] : []))
  return cases.toSorted((a, b) => (b.offMs ?? 0) - (a.offMs ?? 0))[0] ?? null
}

/** The figure of each reason with the limit that it broke. */
function reasonItem(reason: ClientInvalidReason, { health, window }: Doubt, reports: Count): readonly EvidenceItem[] {
  const { eventLoopDelayMs, scheduleLagMs } = health
  switch (reason) {
    case 'event-loop-delay': return [item('loopDelayP99', eventLoopDelayMs.p99, 'ms', reports, { against: clientLimits.loopDelayMs, signals: ['loop.delay.p99'] })]
    case 'schedule-lag': return [item('scheduleLagP99', scheduleLagMs.p99, 'ms', requests(scheduleLagMs.n), { against: lagLimitMs(window.figures.metrics.ttftMs.p50) })]
    case 'cpu': return [item('clientCpu', share(busiestThread(health)), 'share', reports, { against: clientLimits.cpuPercent / 100, signals: ['proc.cpu'] })]
    case 'queue-overflow': return [item('overflows', 1, 'count', events(1))]
    case 'not-measured': return []
  }
}

export const clientDoubt: Rule = {
  id: 'client-doubt',
  number: 'R1',
  evaluate(input, limits) {
    const doubt = saturationOf(input, limits) === null ? doubtOf(input) : null
    if (doubt === null) return null
    const { window, health } = doubt
    const reports = reportsOf(input, window)
    return {
      kind: 'caveat', confidence: 'observed', where: window, weight: doubt.offMs ?? 0,
      evidence: [
        ...(doubt.offMs === null ? [] : [item('mayBeOffBy', doubt.offMs, 'ms', ttftCount(window), { against: window.figures.metrics.ttftMs.p50 })]),
        ...health.reasons.flatMap((reason) => reasonItem(reason, doubt, reports)),
      ],
      counter: [], advice: ['separate-client', 'fewer-streams'], experiment: 'fewer-users',
    }
  },
}
