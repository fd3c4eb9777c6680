/** A scenario's load as a plan of the product. */
import { defaultTimeouts } from '../../core/model/presets.ts'
import type { Plan } from '../../core/model/plan.ts'
import type { Behaviour, LabLoad } from './scenario.ts'

export const labModel = 'llama-3.1-8b-q4_k_m'

export function labPlan(load: LabLoad, { engine, isRemote = false }: Pick<Behaviour, 'engine' | 'isRemote'>, seed: number): Plan {
  const { promptSpread, outputSpread, slo, stop } = load
  return {
    version: 1,
    target: { name: 'Lab', engine, engineVersion: null, api: 'openai-chat', apiBaseUrl: isRemote ? 'http://192.0.2.10:8000/v1' : 'http://127.0.0.1:8000/v1', model: labModel, simulated: true },
    workload: {
      shape: 'custom', promptTokens: load.promptTokens, outputTokens: load.outputTokens,
      ...(promptSpread === undefined ? {} : { promptSpread }), ...(outputSpread === undefined ? {} : { outputSpread }),
    },
    stages: load.stages,
    stageDurationMs: load.stageDurationMs,
    stageRequests: null,
    warmupRequests: load.warmupRequests ?? 2,
    ...(slo === undefined ? {} : { slo }), ...(stop === undefined ? {} : { stop }),
    pauseBetweenStagesMs: load.pauseBetweenStagesMs ?? 1_000,
    drainMs: 30_000,
    timeouts: { ...defaultTimeouts, ...load.timeouts },
    temperature: 0,
    seed,
    telemetry: { enabled: true, baselineMs: load.baselineMs ?? 10_000, tailMs: load.tailMs ?? 10_000 },
  }
}
