/** R1: the client could not keep up, so its figures are its own and not the server's. */
import { busiestThread } from '../../analysis/client.ts'
import { reportsOf } from '../client-reports.ts'
import { requests, samples } from '../counts.ts'
import type { EvidenceInput, WindowFacts } from '../evidence-input.ts'
import type { DiagnosisLimits } from '../limits.ts'
import { item, share, type Rule } from '../rule.ts'
import { meanOf } from '../windows.ts'

type Health = EvidenceInput['client']

interface Saturation {
  readonly window: WindowFacts
  readonly health: Health
  /** How many of the three signs there are. */
  readonly signs: number
  readonly delayMs: number
}

/** Only what the client's own check holds against it counts: a delay that no longer reaches the stamps is none. */
function signsOf(health: Health, limits: DiagnosisLimits): number {
  const { eventLoopDelayMs, reasons } = health
  const cpuPercent = busiestThread(health)
  const isLate = reasons.includes('event-loop-delay') && (eventLoopDelayMs.p99 ?? 0) > limits.loopDelayMs
  const isFull = cpuPercent !== null && cpuPercent > limits.clientCpuPercent && reasons.includes('schedule-lag')
  return [isLate, isFull, reasons.includes('queue-overflow')].filter(Boolean).length
}

/** The window in which the client was worst off; null where it kept up well enough. */
export function saturationOf({ windows, client }: EvidenceInput, limits: DiagnosisLimits): Saturation | null {
  const cases = windows.flatMap((window) => {
    const health = window.client ?? client
    const signs = signsOf(health, limits)
    return signs > 0 ? [{ window, health, signs, delayMs: health.eventLoopDelayMs.p99 ?? 0 }] : []
  })
  return cases.toSorted((a, b) => b.signs - a.signs || b.delayMs - a.delayMs)[0] ?? null
}

export const clientSaturated: Rule = {
  id: 'client-saturated',
  number: 'R1',
  evaluate(input, limits) {
    const worst = saturationOf(input, limits)
    if (worst === null) return null
    const { window, health } = worst
    const waiting = meanOf(window, 'srv.waiting')
    const reports = reportsOf(input, window)
    return {
      kind: 'invalid',
      confidence: worst.signs > 1 && (waiting === null || waiting < 1) ? 'likely' : 'consistent',
      where: window, weight: worst.delayMs,
      evidence: [
        item('loopDelayP99', health.eventLoopDelayMs.p99, 'ms', reports, { against: limits.loopDelayMs, signals: ['loop.delay.p99'] }),
        item('scheduleLagP99', health.scheduleLagMs.p99, 'ms', requests(health.scheduleLagMs.n)),
        item('clientCpu', share(busiestThread(health)), 'share', reports, { against: limits.clientCpuPercent / 100, signals: ['proc.cpu'] }),
      ],
      counter: counterOf(window, waiting, limits),
      advice: ['separate-client', 'fewer-streams'],
      experiment: 'fewer-users',
    }
  },
}

function counterOf(window: WindowFacts, waiting: number | null, { gpuBusyPercent }: DiagnosisLimits): readonly ReturnType<typeof item>[] {
  const gpu = meanOf(window, 'gpu.util')
  return [
    ...(waiting !== null && waiting >= 1 ? [item('waiting', waiting, 'count', samples(window, 'srv.waiting'), { signals: ['srv.waiting'] })] : []),
    ...(gpu !== null && gpu >= gpuBusyPercent ? [item('gpuUtil', share(gpu), 'share', samples(window, 'gpu.util'), { against: gpuBusyPercent / 100, signals: ['gpu.util'] })] : []),
  ]
}
