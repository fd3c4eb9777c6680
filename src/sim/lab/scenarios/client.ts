/** Scenarios in which the measurement itself is at fault. */
import { batchingModel } from '../base.ts'
import { desktop } from '../machine-spec.ts'
import type { LabScenario } from '../scenario.ts'

/** The client's loop is held up longer than its streams can bear. */
export const clientSaturated: LabScenario = {
  id: 'client-saturated',
  summary: 'the measuring client is the bottleneck',
  expects: ['client-saturated'],
  hasOnlyClient: true,
  load: (draw) => ({ stages: [{ concurrency: draw.whole(24, 64) }], stageDurationMs: 60_000, promptTokens: 128, outputTokens: 128 }),
  behave: (draw) => {
    const busyMs = draw.range(30, 90)
    return {
      model: { ...batchingModel, slots: 96 }, machine: desktop, engine: 'vllm',
      client: { loopDelayMs: (_nowMs, streams, random) => (streams < 4 ? 1 : busyMs * random.uniform() ** 0.7), cpuPercent: (streams) => (streams < 4 ? 12 : 94 + draw.range(0, 5)) },
    }
  },
}

/** A far server: the way there takes longer than the answer needs to begin. */
export const network: LabScenario = {
  id: 'network',
  summary: 'the way to the server costs more than the server does',
  expects: ['network'],
  hasOnlyClient: true,
  load: (draw) => ({ stages: [{ concurrency: 1 }, { concurrency: draw.whole(2, 4) }], stageDurationMs: 40_000, promptTokens: 128, outputTokens: 64 }),
  behave: (draw) => {
    const rttMs = draw.range(120, 400)
    return { model: batchingModel, machine: desktop, engine: 'vllm', isRemote: true, client: { rttMs } }
  },
}

/** Something else used the machine before and while the run went on, and the clock jumped. */
export const disturbed: LabScenario = {
  id: 'run-disturbed',
  summary: 'another program and a sleep disturbed the run',
  expects: ['run-disturbed'],
  load: (draw) => ({ stages: [{ concurrency: draw.whole(2, 6) }], stageDurationMs: 60_000, promptTokens: 256, outputTokens: 128 }),
  behave: (draw) => {
    const otherCpuPercent = draw.range(25, 60)
    const jumpAtMs = draw.range(30_000, 50_000)
    let hasJumped = false
    return {
      model: batchingModel, machine: desktop, engine: 'vllm',
      shape: (gauges, { random }) => {
        gauges.cpuTotal = Math.min(100, gauges.cpuTotal + otherCpuPercent * (0.8 + 0.4 * random.uniform()))
        gauges.cpuBusiest = Math.max(gauges.cpuBusiest, 97)
      },
      event: ({ nowMs }) => {
        if (hasJumped || nowMs < jumpAtMs) return null
        hasJumped = true
        return { kind: 'clock-jump', detail: '8200 ms late' }
      },
    }
  },
}
