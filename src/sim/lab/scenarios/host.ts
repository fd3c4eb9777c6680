/** Scenarios in which the GPU waits for the rest of the machine. */
import { batchingModel, slotModel } from '../base.ts'
import { cpuOnly, desktop } from '../machine-spec.ts'
import type { LabScenario } from '../scenario.ts'

/** One thread of the server does all the work between the steps. */
export const hostBound: LabScenario = {
  id: 'host-bound',
  summary: 'one busy thread of the server keeps the GPU waiting',
  expects: ['host-bound'],
  load: (draw) => ({ stages: [{ concurrency: draw.whole(1, 3) }, { concurrency: draw.whole(4, 10) }], stageDurationMs: 45_000, promptTokens: 256, outputTokens: 128 }),
  behave: (draw) => {
    const hostMs = draw.range(22, 60)
    return {
      model: batchingModel, machine: { ...desktop, cores: 16 }, engine: 'vllm',
      step: ({ gpuMs }) => ({ gpuMs, hostMs }),
      shape: (gauges, { stats }) => {
        if (stats.running === 0) return
        gauges.srvCpu = 101
        gauges.cpuBusiest = 99
        gauges.cpuTotal += 55 / 16
      },
    }
  },
}

/** Part of the layers stays on the CPU: both are partly busy, all cores work. */
export const cpuOffload: LabScenario = {
  id: 'cpu-offload',
  summary: 'part of the model runs on the CPU',
  expects: ['cpu-offload'],
  load: (draw) => ({ stages: [{ concurrency: 1 }, { concurrency: draw.whole(2, 4) }], stageDurationMs: 60_000, promptTokens: 192, outputTokens: 96 }),
  behave: (draw) => {
    const onGpu = draw.range(0.35, 0.8)
    const cpuMs = draw.range(60, 110) * (1 - onGpu)
    return {
      model: slotModel, machine: desktop, engine: 'ollama',
      step: ({ gpuMs }, { stats }) => ({ gpuMs: gpuMs * onGpu, hostMs: cpuMs * (1 + 0.4 * Math.max(0, stats.running - 1)) }),
      shape: (gauges, { stats }) => {
        if (gauges.modelBytes !== null) gauges.modelVram = gauges.modelBytes * onGpu
        if (stats.running === 0) return
        gauges.srvCpu = 100 * desktop.cores * 0.92
        gauges.cpuTotal = Math.min(100, gauges.cpuTotal + 90)
        gauges.cpuBusiest = 99
      },
    }
  },
}

/** The model doesn't fit into memory and is read from disk again and again. */
export const weightsPaged: LabScenario = {
  id: 'weights-paged',
  summary: 'the weights are read from disk again and again',
  expects: ['weights-paged'],
  load: () => ({ stages: [{ concurrency: 1 }], stageDurationMs: 120_000, promptTokens: 64, outputTokens: 48 }),
  behave: (draw) => {
    const readMs = draw.range(350, 900)
    const bytesPerS = draw.range(0.8e9, 2.5e9)
    return {
      model: slotModel, machine: { ...cpuOnly, memoryBytes: 16e9, modelBytes: 20e9, cacheBytes: 0.5e9 }, engine: 'llama.cpp',
      step: ({ gpuMs, hostMs }) => ({ gpuMs: gpuMs * 14, hostMs: hostMs + readMs }),
      shape: (gauges, { stats }) => {
        gauges.srvRss = 13.5e9
        gauges.srvRssAnon = 0.9e9
        gauges.memUsed = 4.1e9
        if (stats.running === 0) return
        Object.assign(gauges, { iowait: 42, psiIo: 55, diskRead: bytesPerS, faults: 2_400, srvCpu: 180, cpuTotal: 22, cpuBusiest: 60 })
      },
    }
  },
}

/** Memory is short: pages go out and come in, and everything waits for them. */
export const swapThrash: LabScenario = {
  id: 'swap-thrash',
  summary: 'the machine swaps and everything waits for it',
  expects: ['swap-thrash'],
  load: (draw) => ({ stages: [{ concurrency: draw.whole(2, 6) }], stageDurationMs: 90_000, promptTokens: 256, outputTokens: 96, timeouts: { firstTokenMs: 20_000, totalMs: 60_000 } }),
  behave: (draw) => {
    const worst = draw.range(4, 14)
    const thrashes = (nowMs: number): boolean => nowMs > 25_000 && Math.sin(nowMs / 4_000) > -0.6
    return {
      model: slotModel, machine: { ...desktop, memoryBytes: 16e9 }, engine: 'llama.cpp',
      step: ({ gpuMs, hostMs }, { nowMs, random }) => (thrashes(nowMs) ? { gpuMs, hostMs: hostMs + gpuMs * worst * (0.5 + random.uniform()) } : { gpuMs, hostMs }),
      shape: (gauges, { nowMs }) => {
        gauges.memUsed = 15.4e9
        gauges.swapUsed = 5e9
        if (thrashes(nowMs)) Object.assign(gauges, { swapIn: 6e7, swapOut: 5e7, psiMem: 48, psiMemFull: 26, faults: 900, iowait: 25, psiIo: 30 })
      },
    }
  },
}
