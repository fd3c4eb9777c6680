/** Scenarios at a limit of the hardware that is as it should be, and one at the limit of attention. */
import { batchingModel } from '../base.ts'
import { desktop, desktopGpu } from '../machine-spec.ts'
import type { LabScenario } from '../scenario.ts'

/** Long prompts and short answers: reading is all there is to do. */
export const prefillBound: LabScenario = {
  id: 'prefill-bound',
  summary: 'reading long prompts takes most of the time',
  expects: ['prefill-bound'],
  load: (draw) => ({
    stages: [{ concurrency: 1 }, { concurrency: draw.whole(2, 3) }], stageDurationMs: 60_000, promptTokens: 6_000, outputTokens: 24,
    promptSpread: { kind: 'uniform', min: draw.whole(1_000, 2_500), max: draw.whole(9_000, 14_000) },
  }),
  behave: (draw) => ({ model: { ...batchingModel, prefillTokensPerS: draw.range(2_500, 5_000), prefillChunkTokens: 2_048 }, machine: desktop, engine: 'vllm' }),
}

/** One stream at the speed its memory allows: nothing is wrong. */
export const decodeBandwidth: LabScenario = {
  id: 'decode-bandwidth',
  summary: 'decoding runs at the speed of the memory: healthy',
  expects: ['decode-bandwidth'],
  load: () => ({ stages: [{ concurrency: 1 }], stageDurationMs: 60_000, promptTokens: 64, outputTokens: 256 }),
  behave: (draw) => ({ model: { ...batchingModel, decodeMs: draw.range(5.4, 7.2) }, machine: desktop, engine: 'ollama' }),
}

/** The longer the answer, the slower it comes. */
export const contextGrowth: LabScenario = {
  id: 'context-growth',
  summary: 'decoding slows down as the context grows',
  expects: ['context-growth'],
  load: (draw) => ({ stages: [{ concurrency: draw.whole(1, 3) }], stageDurationMs: 180_000, promptTokens: 512, outputTokens: draw.whole(2_400, 4_000) }),
  behave: (draw) => ({ model: { ...batchingModel, decodeMsPer1kContext: draw.range(2.2, 4.5) }, machine: desktop, engine: 'vllm' }),
}

/** The card is at the power it is allowed to draw, with steady clocks. */
export const powerLimited: LabScenario = {
  id: 'power-limited',
  summary: 'the card draws all the power it may: a normal ceiling',
  expects: ['power-limited'],
  load: (draw) => ({ stages: [{ concurrency: draw.whole(10, 20) }], stageDurationMs: 60_000, promptTokens: 256, outputTokens: 192 }),
  behave: (draw) => {
    const limitW = draw.range(200, 280)
    return {
      model: { ...batchingModel, decodeMs: 7.4 }, machine: { ...desktop, gpu: { ...desktopGpu, limitW, riseC: 30 } }, engine: 'vllm',
      shape: ({ gpus }, { stats }) => {
        for (const gpu of gpus) {
          if (stats.running === 0) continue
          gpu.power = limitW * 0.995
          gpu.throttle = 0x4
          gpu.clockSm *= 0.86
        }
      },
    }
  },
}
