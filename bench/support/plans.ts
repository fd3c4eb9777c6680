/** Plans for tests: short, on loopback, everything that a test doesn't speak about at a harmless value. */
import type { Plan } from '../../src/core/model/plan.ts'
import { defaultTimeouts } from '../../src/core/model/presets.ts'

/** One stage of one user and 4 requests of 16 tokens, without warm-up, baseline and pauses. */
export function testPlan(apiBaseUrl: string, model: string, changes: Partial<Plan> = {}): Plan {
  return {
    version: 1,
    target: { name: 'test', engine: 'llm-dyno-simulator', engineVersion: null, api: 'openai-chat', apiBaseUrl, model, simulated: true },
    workload: { shape: 'custom', promptTokens: 64, outputTokens: 16 },
    stages: [{ concurrency: 1 }],
    stageDurationMs: null,
    stageRequests: 4,
    warmupRequests: 0,
    pauseBetweenStagesMs: 0,
    drainMs: 5_000,
    timeouts: defaultTimeouts,
    temperature: 0,
    seed: 7,
    telemetry: { enabled: false, baselineMs: 0, tailMs: 0 },
    ...changes,
  }
}
