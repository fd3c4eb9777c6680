/** Scenarios about the GPU itself: heat, neighbours, siblings. */
import { batchingModel } from '../base.ts'
import { desktop, desktopGpu } from '../machine-spec.ts'
import type { LabScenario } from '../scenario.ts'

/** The card gets too hot after a while and lowers its clock. */
export const thermalThrottling: LabScenario = {
  id: 'thermal-throttling',
  summary: 'the GPU gets hot and slows down',
  expects: ['thermal-throttling'],
  load: (draw) => ({ stages: [{ concurrency: draw.whole(8, 16) }], stageDurationMs: 240_000, promptTokens: 384, outputTokens: 192, tailMs: 30_000 }),
  behave: (draw) => ({
    model: batchingModel, engine: 'vllm',
    machine: { ...desktop, gpu: { ...desktopGpu, riseC: draw.range(82, 100), warmingS: draw.range(35, 60), slowdownC: 84, ambientC: 34 } },
  }),
}

/** The card's own protection cuts the clock at one stroke, as a blocked fan makes it do. */
export const thermalStep: LabScenario = {
  id: 'thermal-step',
  summary: 'the GPU cuts its clock at one stroke because of heat',
  expects: ['thermal-throttling'],
  load: (draw) => ({ stages: [{ concurrency: draw.whole(4, 8) }], stageDurationMs: 240_000, promptTokens: 192, outputTokens: 160 }),
  behave: (draw) => {
    const [fromMs, slower] = [draw.range(100_000, 160_000), draw.range(1.25, 1.7)]
    return {
      model: batchingModel, machine: desktop, engine: 'vllm',
      step: ({ gpuMs, hostMs }, { nowMs }) => ({ gpuMs: nowMs >= fromMs ? gpuMs * slower : gpuMs, hostMs }),
      shape: ({ gpus }, { nowMs, stats }) => {
        if (nowMs < fromMs || stats.running === 0) return
        for (const gpu of gpus) Object.assign(gpu, { clockSm: gpu.clockSm / slower, throttle: 0x40, temp: gpu.temp + 12, power: gpu.power / slower })
      },
    }
  },
}

/** A game, a video call or another model uses the same GPU, now and then. */
export const otherProcess: LabScenario = {
  id: 'other-process',
  summary: 'another process takes the GPU',
  expects: ['other-process'],
  load: (draw) => ({ stages: [{ concurrency: draw.whole(2, 5) }], stageDurationMs: 90_000, promptTokens: 256, outputTokens: 128 }),
  behave: (draw) => {
    const takes = draw.range(0.35, 0.65)
    const otherBytes = draw.range(2e9, 5e9)
    const isThere = (nowMs: number): boolean => Math.floor(nowMs / 7_000) % 2 === 0
    return {
      model: batchingModel, machine: desktop, engine: 'vllm',
      step: ({ gpuMs, hostMs }, { nowMs }) => ({ gpuMs: isThere(nowMs) ? gpuMs / (1 - takes) : gpuMs, hostMs }),
      shape: ({ gpus }, { nowMs }) => {
        for (const gpu of gpus) {
          gpu.memUsed += otherBytes
          if (!isThere(nowMs)) continue
          gpu.util = Math.max(gpu.util, 100 * takes)
          gpu.power = Math.max(gpu.power, desktopGpu.idleW + (desktopGpu.limitW - desktopGpu.idleW) * takes * 0.8)
        }
      },
    }
  },
}

/** Two cards that wait for each other over a narrow link. */
export const multiGpu: LabScenario = {
  id: 'multi-gpu',
  summary: 'several GPUs wait for each other',
  expects: ['multi-gpu'],
  load: (draw) => ({ stages: [{ concurrency: draw.whole(2, 6) }], stageDurationMs: 120_000, promptTokens: 256, outputTokens: 160 }),
  behave: (draw) => {
    const periodMs = draw.range(6_000, 10_000)
    const dipMs = draw.range(1_800, 2_600)
    const isDip = (nowMs: number): boolean => nowMs % periodMs < dipMs
    const slower = draw.range(4, 8)
    return {
      model: batchingModel, engine: 'vllm', machine: { ...desktop, gpu: { ...desktopGpu, count: 2 }, modelBytes: 40e9, cacheBytes: 4e9 },
      step: ({ gpuMs, hostMs }, { nowMs }) => (isDip(nowMs) ? { gpuMs, hostMs: hostMs + gpuMs * slower } : { gpuMs, hostMs }),
    }
  },
}
