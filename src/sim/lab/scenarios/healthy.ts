/** Scenarios in which nothing is wrong: whoever names a cause here names one that isn't there. */
import { batchingModel, cpuModel, slotModel } from '../base.ts'
import { cpuOnly, desktop } from '../machine-spec.ts'
import type { LabScenario } from '../scenario.ts'

/** A few users on a server that could take many. */
export const healthyBatching: LabScenario = {
  id: 'healthy-batching',
  summary: 'healthy: some users on a server with room for more',
  expects: [],
  load: (draw) => ({ stages: [1, 2, 4, draw.whole(5, 8)].map((concurrency) => ({ concurrency })), stageDurationMs: 30_000, promptTokens: draw.whole(96, 256), outputTokens: draw.whole(96, 200) }),
  behave: (draw) => ({ model: { ...batchingModel, slots: draw.whole(24, 48) }, machine: desktop, engine: 'vllm' }),
}

/** A request now and then. */
export const healthyIdle: LabScenario = {
  id: 'healthy-idle',
  summary: 'healthy: a request now and then',
  expects: [],
  load: (draw) => ({ stages: [{ ratePerS: draw.range(0.3, 1.2), arrival: 'poisson' }], stageDurationMs: 120_000, promptTokens: 128, outputTokens: draw.whole(64, 128) }),
  behave: () => ({ model: batchingModel, machine: desktop, engine: 'vllm' }),
}

/** As many users as slots. */
export const healthySlots: LabScenario = {
  id: 'healthy-slots',
  summary: 'healthy: as many users as the server has slots',
  expects: [],
  load: () => ({ stages: [1, 2, 4].map((concurrency) => ({ concurrency })), stageDurationMs: 40_000, promptTokens: 128, outputTokens: 128 }),
  behave: (draw) => ({ model: { ...slotModel, slots: draw.whole(4, 6) }, machine: desktop, engine: 'llama.cpp' }),
}

/** No GPU at all: slow, and as it should be. */
export const healthyCpu: LabScenario = {
  id: 'healthy-cpu',
  summary: 'healthy: a model on the CPU, as fast as the CPU is',
  expects: [],
  load: (draw) => ({ stages: [{ concurrency: 1 }, { concurrency: 2 }], stageDurationMs: 90_000, promptTokens: draw.whole(40, 90), outputTokens: draw.whole(40, 80) }),
  behave: () => ({ model: cpuModel, machine: cpuOnly, engine: 'llama.cpp' }),
}
