/** R13: reading prompts takes most of the time, and longer prompts take longer. */
import { medianOrNull } from '../../stats/index.ts'
import { correlation, ranks } from '../../stats/ranks.ts'
import { requests, samples } from '../counts.ts'
import { item, share, type Rule } from '../rule.ts'
import { answered, byLoad, maxOf, meanOf, ratioOf, ttftOf } from '../windows.ts'

const leastRequests = 20
/** Below, prompts are too short for reading them to matter. */
const longPromptTokens = 800

export const prefillBound: Rule = {
  id: 'prefill-bound',
  number: 'R13',
  evaluate(input, limits) {
    // The lightest load: with a queue, TTFT grows for another reason.
    const [window] = byLoad(input)
    if (window === undefined) return null
    const rows = answered(window).flatMap(({ sentAtMs, firstTokenAtMs, endAtMs, promptTokens }) => (sentAtMs === null || firstTokenAtMs === null ? [] : [{ ttft: firstTokenAtMs - sentAtMs, e2e: endAtMs - sentAtMs, prompt: promptTokens }]))
    const prefill = medianOrNull(rows.map(({ ttft, e2e }) => (e2e > 0 ? ttft / e2e : 0)))
    const prompts = rows.flatMap(({ prompt }) => prompt ?? [])
    const prompt = medianOrNull(prompts)
    const waiting = meanOf(window, 'srv.waiting')
    if (prefill === null || prompt === null || prefill < limits.prefillShare || prompt < longPromptTokens || (waiting ?? 0) > 1) return null
    const [shortest, longest] = prompts.reduce(([least, most], tokens) => [Math.min(least, tokens), Math.max(most, tokens)], [Infinity, 0])
    const isSpread = prompts.length >= leastRequests && longest > 1.5 * shortest
    const known = rows.filter(({ prompt: length }) => length !== null)
    // Requests are drawn one by one: their order in time is no part of this, so plain ranks do.
    const rho = isSpread ? correlation(ranks(known.map(({ prompt: length }) => length ?? 0)), ranks(known.map(({ ttft }) => ttft))) : null
    if (rho !== null && rho < limits.promptCorrelation) return null
    const power = ratioOf(maxOf(window, 'gpu.power'), maxOf(window, 'gpu.power.limit'))
    return {
      kind: 'limit',
      confidence: rho !== null && (power === null || power >= limits.powerShare) ? 'likely' : 'consistent',
      where: window, weight: prefill,
      evidence: [
        item('prefillShare', prefill, 'share', requests(rows.length), { against: limits.prefillShare }),
        item('promptTokens', prompt, 'count', requests(prompts.length)),
        item('promptCorrelation', rho, 'ratio', requests(known.length), { against: limits.promptCorrelation }),
        item('prefillSpeed', ratioOf(1000 * prompt, ttftOf(window)), 'tok/s', requests(rows.length)),
        item('gpuPowerShare', power, 'share', samples(window, 'gpu.power'), { against: limits.powerShare, signals: ['gpu.power'] }),
      ],
      counter: waiting !== null && waiting > 0.5 ? [item('waiting', waiting, 'count', samples(window, 'srv.waiting'), { signals: ['srv.waiting'] })] : (meanOf(window, 'gpu.util') ?? 100) < limits.gpuIdlePercent ? [item('gpuUtil', share(meanOf(window, 'gpu.util')), 'share', samples(window, 'gpu.util'), { signals: ['gpu.util'] })] : [],
      advice: ['prefix-cache', 'chunked-prefill', 'shorter-prompts'],
      experiment: 'shorter-prompts',
    }
  },
}
