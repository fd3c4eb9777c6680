/** Scenarios about what disturbs a measurement, and what only seems to. */
import { batchingModel, slotModel } from '../base.ts'
import { cpuOnly, desktop } from '../machine-spec.ts'
import type { Gauges } from '../gauges.ts'
import type { LabScenario } from '../scenario.ts'

function takeCpu(gauges: Gauges, percent: number): void {
  gauges.cpuTotal = Math.min(100, gauges.cpuTotal + percent)
  gauges.cpuBusiest = Math.max(gauges.cpuBusiest, 97)
}

/** Others come and go, and each time answers slow down. */
export const disturbedNowAndThen: LabScenario = {
  id: 'disturbed-now-and-then',
  summary: 'another program takes the processor now and then, and answers slow down each time',
  expects: ['run-disturbed'],
  load: (draw) => ({ stages: [{ concurrency: draw.whole(2, 4) }], stageDurationMs: 120_000, promptTokens: 96, outputTokens: 96 }),
  behave: (draw) => {
    const [percent, slower] = [draw.range(35, 60), draw.range(1.6, 2.6)]
    const isThere = (nowMs: number): boolean => nowMs % 14_000 < 6_000
    return {
      model: slotModel, machine: { ...cpuOnly, cores: 8 }, engine: 'llama.cpp',
      step: ({ gpuMs, hostMs }, { nowMs }) => ({ gpuMs: isThere(nowMs) ? gpuMs * slower : gpuMs, hostMs }),
      shape: (gauges, { nowMs, stats }) => {
        if (stats.running > 0) Object.assign(gauges, { srvCpu: 300, cpuTotal: 40 })
        if (isThere(nowMs)) takeCpu(gauges, percent)
      },
    }
  },
}

/** Others were busy until the run began: nothing that was measured knew of it. */
export const disturbedBefore: LabScenario = {
  id: 'disturbed-before',
  summary: 'healthy: another program was busy before the run, and was done when it began',
  expects: [],
  load: (draw) => ({ stages: [1, 2, draw.whole(3, 6)].map((concurrency) => ({ concurrency })), stageDurationMs: 40_000, promptTokens: 128, outputTokens: 128 }),
  behave: (draw) => {
    const percent = draw.range(25, 80)
    return {
      model: batchingModel, machine: desktop, engine: 'vllm',
      shape: (gauges, { firstArrivalMs }) => {
        if (firstArrivalMs === null) takeCpu(gauges, percent)
      },
    }
  },
}

/** Others take a part of the processor all the time, but what makes users wait is the lack of slots. */
export const slotsBesideOthers: LabScenario = {
  id: 'slots-beside-others',
  summary: 'too few parallel slots, while another program takes some of the processor',
  expects: ['parallel-slots'],
  load: (draw) => ({ stages: [1, 2, draw.whole(8, 12)].map((concurrency) => ({ concurrency })), stageDurationMs: 45_000, promptTokens: 128, outputTokens: 128 }),
  behave: (draw) => {
    const percent = draw.range(15, 45)
    return {
      model: { ...slotModel, slots: 2 }, machine: desktop, engine: 'llama.cpp',
      shape: (gauges) => { takeCpu(gauges, percent) },
    }
  },
}

/** The client breaks its own limit by a few ms: short times aren't exact, but nothing is wrong with the server. */
export const clientLate: LabScenario = {
  id: 'client-late',
  summary: 'healthy: the client is a few milliseconds late, which explains nothing',
  expects: [],
  hasOnlyClient: true,
  load: (draw) => ({ stages: [{ concurrency: 1 }, { concurrency: draw.whole(3, 6) }], stageDurationMs: 45_000, promptTokens: 128, outputTokens: 128 }),
  behave: (draw) => {
    const lateMs = draw.range(7, 13)
    return { model: batchingModel, machine: desktop, engine: 'vllm', client: { loopDelayMs: (_nowMs, _streams, random) => lateMs * random.uniform() ** 0.2, cpuPercent: () => 40 } }
  },
}
