/** The three questions that every session is asked, answered also with "no" and with "can't tell, because …". */
import type { Answer, Cause, CauseId, QuestionGap } from '../model/diagnosis.ts'
import { bins, requests, samples, tpotCount, ttftCount } from './counts.ts'
import type { Derived } from './derived.ts'
import { isLongEnough } from './growth.ts'
import type { EvidenceInput } from './evidence-input.ts'
import type { DiagnosisLimits } from './limits.ts'
import { item, share } from './rule.ts'
import { byLoad, levelOf, maxOf, meanOf, ratioOf, tpotOf, ttftOf } from './windows.ts'

const unknown = (id: Answer['id'], gap: QuestionGap): Answer => ({ id, answer: 'unknown', gap, evidence: [], causes: [] })

function gpuGap({ machine, server }: EvidenceInput): QuestionGap {
  if (!server.isLocal) return 'remote'
  return machine.gpus.value !== null && machine.gpus.value.length === 0 ? 'no-gpu' : 'no-sensor'
}

function idsIn(causes: readonly Cause[], wanted: readonly CauseId[]): readonly CauseId[] {
  return causes.map(({ id }) => id).filter((id) => wanted.includes(id))
}

/** GPU use low while latency is high: the CPU, the disk or the scheduling holds it back. */
function gpuIdle(input: EvidenceInput, causes: readonly Cause[], limits: DiagnosisLimits): Answer {
  const id = 'gpu-idle-while-slow'
  const windows = byLoad(input)
  if (windows.length === 0) return unknown(id, 'no-answers')
  const seen = windows.flatMap((window) => {
    const util = meanOf(window, 'gpu.util')
    return util === null ? [] : [{ window, util }]
  })
  if (seen.length === 0) return unknown(id, gpuGap(input))
  const isSlow = ({ window }: (typeof seen)[number]): boolean => (ttftOf(window) ?? 0) > limits.slowTtftMs || (tpotOf(window) ?? 0) > limits.slowTpotMs
  const found = seen.find((one) => one.util < limits.gpuIdlePercent && isSlow(one))
  const shown = found ?? seen.at(-1)!
  return {
    id, answer: found === undefined ? 'no' : 'yes', gap: null,
    evidence: [
      item('gpuUtil', share(shown.util), 'share', samples(shown.window, 'gpu.util'), { against: limits.gpuIdlePercent / 100, at: shown.window, signals: ['gpu.util'] }),
      item('ttft', ttftOf(shown.window), 'ms', ttftCount(shown.window), { against: limits.slowTtftMs, at: shown.window }),
      item('tpot', tpotOf(shown.window), 'ms', tpotCount(shown.window), { against: limits.slowTpotMs, at: shown.window }),
    ],
    causes: found === undefined ? [] : idsIn(causes, ['host-bound', 'cpu-offload', 'weights-paged', 'swap-thrash', 'network', 'client-saturated', 'cold-start', 'model-reload', 'hang', 'parallel-slots']),
  }
}

/** More load brings at least so much more throughput, or it won't rise. */
const leastGain = 1.1

/** GPU use high while throughput won't rise: batching or parallelism is set wrongly, or the ceiling is reached. */
function gpuBusy(input: EvidenceInput, causes: readonly Cause[], limits: DiagnosisLimits): Answer {
  const id = 'gpu-busy-while-flat'
  const windows = byLoad(input)
  const [heavy, lighter] = [windows.at(-1), windows.at(-2)]
  if (heavy === undefined) return unknown(id, 'no-answers')
  const util = meanOf(heavy, 'gpu.util')
  if (util === null) return unknown(id, gpuGap(input))
  const gain = lighter === undefined ? null : ratioOf(heavy.figures.outputTokensPerS, lighter.figures.outputTokensPerS)
  const isFull = util >= limits.gpuBusyPercent
  if (isFull && gain === null) return unknown(id, 'one-level')
  return {
    id, answer: isFull && gain !== null && gain < leastGain ? 'yes' : 'no', gap: null,
    evidence: [
      item('gpuUtil', share(util), 'share', samples(heavy, 'gpu.util'), { against: limits.gpuBusyPercent / 100, at: heavy, signals: ['gpu.util'] }),
      item('throughput', heavy.figures.outputTokensPerS, 'tok/s', requests(heavy.figures.requestsInWindow), { against: lighter?.figures.outputTokensPerS ?? null, at: heavy }),
      item('users', levelOf(heavy), heavy.load.ratePerS === null ? 'count' : '1/s', requests(heavy.requests.length), { against: lighter === undefined ? null : levelOf(lighter) }),
    ],
    causes: isFull && gain !== null && gain < leastGain ? idsIn(causes, ['parallel-slots', 'queueing', 'kv-preemption', 'thermal-throttling', 'power-limited', 'decode-bandwidth', 'prefill-bound', 'other-process']) : [],
  }
}

const leastMs = 60_000

/** Memory climbing steadily: a queue or contexts that are not released. */
function memoryClimbing(input: EvidenceInput, causes: readonly Cause[], limits: DiagnosisLimits, derived: Derived): Answer {
  const id = 'memory-climbing'
  if (!input.server.isLocal) return unknown(id, 'remote')
  const hasSensor = maxOf(input.whole, 'srv.rss.anon') !== null || maxOf(input.whole, 'gpu.mem.used') !== null
  if (!hasSensor) return unknown(id, 'no-sensor')
  if (!input.windows.some((window) => window.toMs - window.fromMs >= leastMs && isLongEnough(window))) return unknown(id, 'too-short')
  const growth = derived.growth.find(({ isSteady, queueFollows }) => isSteady || queueFollows)
  return {
    id, answer: growth === undefined ? 'no' : 'yes', gap: null,
    evidence: growth === undefined ? [] : [item('growth', growth.bytesPerMin, 'B/min', bins(growth.samples), { at: growth.window, signals: [growth.signal] }), item('growthAfter', growth.releasedShare, 'share', { n: growth.samplesAfter, of: 'samples' }, { against: limits.releasedShare, at: growth.window, signals: [growth.signal] })],
    causes: growth === undefined ? [] : idsIn(causes, ['memory-leak', 'queue-memory']),
  }
}

export function answers(input: EvidenceInput, causes: readonly Cause[], limits: DiagnosisLimits, derived: Derived): readonly Answer[] {
  return [gpuIdle(input, causes, limits), gpuBusy(input, causes, limits), memoryClimbing(input, causes, limits, derived)]
}
