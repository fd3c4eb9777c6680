/** Scenarios that end in errors: which one comes first tells why. */
import { batchingModel, slotModel } from '../base.ts'
import { desktop } from '../machine-spec.ts'
import { serve, type Fate, type LabScenario } from '../scenario.ts'

const refuse = (outcome: Extract<Fate, { kind: 'refuse' }>['outcome'], status: number, message: string, afterMs: number): Fate => ({ kind: 'refuse', outcome, status, message, afterMs })

/** The model's name is wrong, or a parameter is: every request is turned down at once. */
export const config4xx: LabScenario = {
  id: 'config-4xx',
  summary: 'the server turns requests down because of what they ask',
  expects: ['request-fault'],
  load: (draw) => ({ stages: [{ concurrency: draw.whole(2, 6) }], stageDurationMs: 30_000, promptTokens: 256, outputTokens: 128 }),
  behave: (draw) => {
    const share = draw.range(0.3, 0.9)
    return {
      model: batchingModel, machine: desktop, engine: 'vllm',
      fate: (_arrival, { random, arrivals }) => (arrivals >= 2 && random.uniform() < share ? refuse('http-4xx', 422, 'Unprocessable Entity: "top_k" must be at least 1', 5) : serve),
    }
  },
}

/** The server takes only so many and says so at once. */
export const admissionControl: LabScenario = {
  id: 'admission-control',
  summary: 'the server turns requests away to protect itself',
  expects: ['admission-control'],
  load: (draw) => ({ stages: [{ concurrency: 4 }, { concurrency: draw.whole(24, 40) }], stageDurationMs: 45_000, promptTokens: 128, outputTokens: 128 }),
  behave: (draw) => {
    const limit = draw.whole(8, 14)
    return {
      model: batchingModel, machine: desktop, engine: 'vllm',
      fate: (_arrival, { stats }) => (stats.running + stats.waiting >= limit ? refuse('rejected', 429, 'Too many requests: model is overloaded', 8) : serve),
    }
  },
}

/** Nobody bounds the queue: the client's patience does. */
export const overloadTimeouts: LabScenario = {
  id: 'overload-timeouts',
  summary: 'the queue grows until requests time out',
  expects: ['overload-timeouts'],
  load: (draw) => ({
    stages: [{ ratePerS: draw.range(3, 6), arrival: 'poisson' }, { ratePerS: draw.range(26, 38), arrival: 'poisson' }], stageDurationMs: 60_000, promptTokens: 256, outputTokens: 160,
    timeouts: { firstTokenMs: draw.whole(4_000, 9_000) },
  }),
  behave: (draw) => ({ model: { ...batchingModel, slots: draw.whole(16, 24) }, machine: desktop, engine: 'vllm' }),
}

/** The server takes requests and does nothing with them. */
export const hang: LabScenario = {
  id: 'hang',
  summary: 'the server stops answering and does nothing',
  expects: ['hang'],
  load: (draw) => ({ stages: [{ concurrency: draw.whole(2, 6) }], stageDurationMs: 90_000, promptTokens: 128, outputTokens: 96, timeouts: { firstTokenMs: 8_000, idleMs: 8_000 } }),
  behave: (draw) => {
    const fromMs = draw.range(35_000, 60_000)
    return { model: slotModel, machine: desktop, engine: 'llama.cpp', fate: (_arrival, { nowMs }) => (nowMs > fromMs ? { kind: 'hang' } : serve) }
  },
}

/** A long prompt or one context too many: the GPU's memory is full. */
export const oom: LabScenario = {
  id: 'oom',
  summary: 'the GPU runs out of memory',
  expects: ['out-of-memory'],
  load: (draw) => ({
    stages: [{ concurrency: 2 }, { concurrency: draw.whole(6, 10) }], stageDurationMs: 60_000, promptTokens: 1_500, outputTokens: 96,
    promptSpread: { kind: 'uniform', min: 200, max: draw.whole(4_000, 7_000) },
  }),
  behave: (draw) => {
    const limit = draw.whole(3_000, 3_800)
    return {
      model: batchingModel, machine: desktop, engine: 'llama.cpp',
      fate: ({ promptTokens }, { stats }) => (promptTokens > limit && stats.running > 1 ? refuse('oom', 500, 'CUDA error: out of memory (cudaMalloc failed)', 40) : serve),
      shape: ({ gpus }, { stats }) => {
        for (const gpu of gpus) gpu.memUsed = gpu.memTotal * Math.min(0.997, 0.93 + 0.02 * stats.running)
      },
    }
  },
}

/** The process dies with everything it had open. */
export const serverCrash: LabScenario = {
  id: 'server-crash',
  summary: 'the server process dies',
  expects: ['server-crash'],
  load: (draw) => ({ stages: [{ concurrency: draw.whole(3, 8) }], stageDurationMs: 60_000, promptTokens: 256, outputTokens: 160 }),
  behave: (draw) => {
    const atMs = draw.range(30_000, 50_000)
    const backAtMs = draw.random.uniform() < 0.5 ? atMs + draw.range(4_000, 9_000) : null
    let isPlanned = false
    return {
      model: slotModel, machine: desktop, engine: 'llama.cpp',
      crash: () => {
        if (isPlanned) return null
        isPlanned = true
        return { atMs, backAtMs }
      },
    }
  },
}

/** The front still answers, the engine behind it is gone. */
export const engineDead: LabScenario = {
  id: 'engine-dead',
  summary: 'the engine behind the server is dead, all requests fail',
  expects: ['engine-dead'],
  load: (draw) => ({ stages: [{ concurrency: draw.whole(3, 8) }], stageDurationMs: 60_000, promptTokens: 256, outputTokens: 128 }),
  behave: (draw) => {
    const fromMs = draw.range(30_000, 50_000)
    return { model: batchingModel, machine: desktop, engine: 'vllm', fate: (_arrival, { nowMs }) => (nowMs > fromMs ? refuse('http-5xx', 500, 'EngineDeadError: EngineCore encountered an issue', 6) : serve) }
  },
}

/** Certain requests fail, whatever the load. */
export const sporadic5xx: LabScenario = {
  id: 'sporadic-5xx',
  summary: 'some requests fail, whatever the load',
  expects: ['sporadic-errors'],
  load: (draw) => ({ stages: [1, 2, 4, 8].map((concurrency) => ({ concurrency })), stageDurationMs: draw.whole(30_000, 45_000), promptTokens: 256, outputTokens: 128 }),
  behave: (draw) => {
    const share = draw.range(0.04, 0.12)
    return { model: batchingModel, machine: desktop, engine: 'vllm', fate: (_arrival, { random, arrivals }) => (arrivals >= 2 && random.uniform() < share ? refuse('http-5xx', 500, 'Internal Server Error: failed to apply chat template', 15) : serve) }
  },
}

/** Status 200 and nothing in it. */
export const emptyAnswers: LabScenario = {
  id: 'empty-answers',
  summary: 'answers are empty although their status is 200',
  expects: ['hollow-answers'],
  load: (draw) => ({ stages: [{ concurrency: draw.whole(2, 6) }], stageDurationMs: 45_000, promptTokens: 256, outputTokens: 128 }),
  behave: (draw) => {
    const share = draw.range(0.15, 0.6)
    return { model: batchingModel, machine: desktop, engine: 'vllm', fate: (_arrival, { random, arrivals }) => (arrivals >= 2 && random.uniform() < share ? { kind: 'empty' } : serve) }
  },
}
