/** Scenarios about requests that wait for their turn. */
import { batchingModel, slotModel } from '../base.ts'
import { desktop } from '../machine-spec.ts'
import type { LabScenario } from '../scenario.ts'

/** Few slots and many users: the GPU could do more at once. */
export const parallelSlots: LabScenario = {
  id: 'parallel-slots',
  summary: 'the server answers fewer requests at once than are there',
  expects: ['parallel-slots'],
  load: (draw) => ({ stages: [1, 2, draw.whole(6, 10), draw.whole(11, 20)].map((concurrency) => ({ concurrency })), stageDurationMs: 30_000, promptTokens: 128, outputTokens: 128 }),
  behave: (draw) => ({ model: { ...slotModel, slots: draw.whole(1, 3) }, machine: desktop, engine: 'llama.cpp' }),
}

/** More requests than the server can take, with every slot used well. */
export const queueing: LabScenario = {
  id: 'queueing',
  summary: 'more requests arrive than the server can answer',
  expects: ['queueing'],
  load: (draw) => ({
    stages: [{ ratePerS: draw.range(2, 5), arrival: 'poisson' }, { ratePerS: draw.range(22, 30), arrival: 'poisson' }], stageDurationMs: 60_000, promptTokens: 256, outputTokens: 160,
  }),
  behave: (draw) => ({ model: { ...batchingModel, slots: draw.whole(16, 32) }, machine: desktop, engine: 'vllm' }),
}

/** Memory climbs with the queue and comes back when it is empty. */
export const queueMemory: LabScenario = {
  id: 'queue-memory',
  summary: 'memory climbs with the queue and comes back',
  expects: ['queue-memory'],
  load: (draw) => ({ stages: [{ ratePerS: draw.range(20, 26), arrival: 'poisson' }], stageDurationMs: 150_000, promptTokens: 512, outputTokens: 160 }),
  behave: (draw) => {
    const perRequest = draw.range(4e6, 12e6)
    return {
      model: { ...batchingModel, slots: draw.whole(16, 28) }, machine: desktop, engine: 'vllm',
      shape: (gauges, { stats }) => {
        const extra = perRequest * (stats.waiting + stats.running)
        gauges.memUsed += extra
        if (gauges.srvRss !== null && gauges.srvRssAnon !== null) {
          gauges.srvRss += extra
          gauges.srvRssAnon += extra
        }
      },
    }
  },
}
