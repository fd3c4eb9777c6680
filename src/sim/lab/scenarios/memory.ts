/** Scenarios about memory that runs out, of the GPU and of the host. */
import { batchingModel, slotModel } from '../base.ts'
import { desktop } from '../machine-spec.ts'
import type { LabScenario } from '../scenario.ts'

/** The key-value cache is full: sequences are thrown out and computed again. */
export const kvPreemption: LabScenario = {
  id: 'kv-preemption',
  summary: 'the key-value cache is full and sequences are preempted',
  expects: ['kv-preemption'],
  load: (draw) => ({ stages: [{ concurrency: 4 }, { concurrency: draw.whole(16, 24) }], stageDurationMs: 60_000, promptTokens: 512, outputTokens: 768 }),
  behave: (draw) => ({ model: { ...batchingModel, kvTokens: draw.whole(8_000, 12_000), preemption: true }, machine: desktop, engine: 'vllm' }),
}

/** On Windows the driver moves what doesn't fit to system memory: everything goes on, many times slower. */
export const sysmemFallback: LabScenario = {
  id: 'sysmem-fallback',
  summary: 'the driver spills GPU memory into system memory',
  expects: ['sysmem-fallback'],
  load: (draw) => ({ stages: [{ concurrency: draw.whole(2, 4) }], stageDurationMs: 120_000, promptTokens: 512, outputTokens: 128 }),
  behave: (draw) => {
    const slower = draw.range(3.5, 9)
    const fromMs = draw.range(45_000, 70_000)
    return {
      model: slotModel, machine: desktop, engine: 'ollama', os: 'Windows 11 (simulated)',
      step: ({ gpuMs, hostMs }, { nowMs }) => ({ gpuMs: nowMs > fromMs ? gpuMs * slower : gpuMs, hostMs }),
      shape: (gauges, { nowMs, stats }) => {
        for (const gpu of gauges.gpus) {
          const isSpilling = nowMs > fromMs
          gpu.memUsed = gpu.memTotal * (isSpilling ? 0.992 : 0.94)
          if (isSpilling && stats.running > 0) gpu.power *= 0.6
        }
        if (nowMs > fromMs) gauges.memUsed += 3.5e9
        Object.assign(gauges, { psiCpu: Number.NaN, psiMem: Number.NaN, psiMemFull: Number.NaN, psiIo: Number.NaN, iowait: Number.NaN })
      },
    }
  },
}

/** Nothing failed yet, but the next large request will. */
export const vramEdge: LabScenario = {
  id: 'vram-edge',
  summary: 'almost no GPU memory is left at the peak',
  expects: ['vram-edge'],
  load: (draw) => ({ stages: [{ concurrency: 2 }, { concurrency: draw.whole(4, 8) }], stageDurationMs: 60_000, promptTokens: 512, outputTokens: 128 }),
  behave: (draw) => {
    const freeBytes = draw.range(60e6, 380e6)
    return {
      model: batchingModel, machine: desktop, engine: 'vllm',
      shape: ({ gpus }, { stats }) => {
        for (const gpu of gpus) gpu.memUsed = gpu.memTotal - freeBytes - (stats.running === 0 ? 600e6 : 0)
      },
    }
  },
}

/** It leaks only from some moment on, as after a setting was changed or a cache was filled. */
export const lateLeak: LabScenario = {
  id: 'late-leak',
  summary: 'the server keeps memory that it should give back, from some moment on',
  expects: ['memory-leak'],
  load: (draw) => ({ stages: [{ concurrency: draw.whole(2, 6) }], stageDurationMs: 660_000, promptTokens: 512, outputTokens: 192, tailMs: 30_000 }),
  behave: (draw) => {
    const [perRequest, fromMs] = [draw.range(3.5e6, 8e6), draw.range(150_000, 300_000)]
    let before = 0
    return {
      model: batchingModel, machine: desktop, engine: 'vllm',
      shape: (gauges, { answered, nowMs }) => {
        if (nowMs < fromMs) before = answered
        const kept = perRequest * (answered - before)
        gauges.memUsed += kept
        if (gauges.srvRss !== null) gauges.srvRss += kept
        if (gauges.srvRssAnon !== null) gauges.srvRssAnon += kept
      },
    }
  },
}

/** The server's memory grows with every request and stays. */
export const memoryLeak: LabScenario = {
  id: 'memory-leak',
  summary: 'the server keeps memory that it should give back',
  expects: ['memory-leak'],
  load: (draw) => ({ stages: [{ concurrency: draw.whole(2, 6) }], stageDurationMs: 660_000, promptTokens: 512, outputTokens: 192, tailMs: 30_000 }),
  behave: (draw) => {
    const perRequest = draw.range(2.5e6, 7e6)
    return {
      model: batchingModel, machine: desktop, engine: 'vllm',
      shape: (gauges, { answered }) => {
        gauges.memUsed += perRequest * answered
        if (gauges.srvRss !== null) gauges.srvRss += perRequest * answered
        if (gauges.srvRssAnon !== null) gauges.srvRssAnon += perRequest * answered
      },
    }
  },
}
