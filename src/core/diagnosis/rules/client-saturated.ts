/** R1: the client could not keep up, so its figures are its own and not the server's. */
import type { WindowFacts } from '../evidence-input.ts'
import { requests, samples, type Count } from '../counts.ts'
import { item, share, type Rule } from '../rule.ts'
import { maxOf, meanOf } from '../windows.ts'

export const clientSaturated: Rule = {
  id: 'client-saturated',
  number: 'R1',
  evaluate({ windows, client, stored }, limits) {
    const cases = windows.flatMap((window) => {
      const health = window.client ?? client
      const delay = health.eventLoopDelayMs.p99
      const isLate = delay !== null && delay > limits.loopDelayMs
      const isFull = health.cpuPercent !== null && health.cpuPercent > limits.clientCpuPercent && health.reasons.includes('schedule-lag')
      const hasLost = health.reasons.includes('queue-overflow')
      return isLate || isFull || hasLost ? [{ window, health, signs: [isLate, isFull, hasLost].filter(Boolean).length, weight: delay ?? 0 }] : []
    })
    const worst = cases.toSorted((a, b) => b.signs - a.signs || b.weight - a.weight)[0]
    if (worst === undefined) return null
    const { window, health } = worst
    const waiting = meanOf(window, 'srv.waiting')
    const reports: Count = { n: stored.clientSamples.filter(({ stage }) => stage === null || window.stage === null || stage === window.stage).length, of: 'samples' }
    return {
      kind: 'invalid',
      confidence: worst.signs > 1 && (waiting === null || waiting < 1) ? 'likely' : 'consistent',
      where: window, weight: worst.weight,
      evidence: [
        item('loopDelayP99', health.eventLoopDelayMs.p99, 'ms', reports, { against: limits.loopDelayMs, signals: ['loop.delay.p99'] }),
        item('scheduleLagP99', health.scheduleLagMs.p99, 'ms', requests(health.scheduleLagMs.n)),
        item('clientCpu', share(health.cpuPercent), 'share', reports, { against: limits.clientCpuPercent / 100, signals: ['proc.cpu'] }),
      ],
      counter: counterOf(window, waiting),
      advice: ['separate-client', 'fewer-streams'],
      experiment: 'fewer-users',
    }
  },
}

function counterOf(window: WindowFacts, waiting: number | null): readonly ReturnType<typeof item>[] {
  const gpu = maxOf(window, 'gpu.util')
  return [
    ...(waiting !== null && waiting >= 1 ? [item('waiting', waiting, 'count', samples(window, 'srv.waiting'), { signals: ['srv.waiting'] })] : []),
    ...(gpu !== null && gpu >= 95 ? [item('gpuUtil', share(gpu), 'share', samples(window, 'gpu.util'), { signals: ['gpu.util'] })] : []),
  ]
}
