/** Scenarios about a model that has to be brought into memory. */
import { slotModel } from '../base.ts'
import { desktop } from '../machine-spec.ts'
import type { LabScenario } from '../scenario.ts'

/** The first request waits for the model, the rest doesn't. */
export const coldStart: LabScenario = {
  id: 'cold-start',
  summary: 'the first answers wait for the model to load',
  expects: ['cold-start'],
  load: (draw) => ({ stages: [{ concurrency: draw.whole(1, 4) }], stageDurationMs: 60_000, promptTokens: 256, outputTokens: 128, warmupRequests: 0 }),
  behave: (draw) => ({ model: slotModel, machine: desktop, engine: 'ollama', loadMs: draw.range(3_000, 20_000) }),
}

/** The server forgets the model in every pause. */
export const modelReload: LabScenario = {
  id: 'model-reload',
  summary: 'the model is unloaded in pauses and loaded again',
  expects: ['model-reload'],
  load: (draw) => ({
    stages: Array.from({ length: 5 }, () => ({ concurrency: draw.whole(1, 4) })), stageDurationMs: 25_000, promptTokens: 256, outputTokens: 96, warmupRequests: 1,
    pauseBetweenStagesMs: 30_000,
  }),
  behave: (draw) => ({ model: slotModel, machine: desktop, engine: 'ollama', loadMs: draw.range(3_000, 12_000), keepAliveMs: draw.range(8_000, 20_000) }),
}
