/** R22: several GPUs fall idle together again and again, as they do when they wait for each other over a slow link. */
import { medianOrNull } from '../../stats/index.ts'
import type { WindowFacts } from '../evidence-input.ts'
import { bins, episodes, samples } from '../counts.ts'
import { item, type Rule } from '../rule.ts'
import { byLoad, maxOf } from '../windows.ts'

const minBins = 20

interface Dips {
  readonly count: number
  readonly depth: number
  readonly bins: number
}

/** Separate stretches in which tokens and the use of all GPUs are below so much of their usual. */
function dipsOf({ fine }: WindowFacts, depth: number): Dips | null {
  const gpus = fine.signals.filter(({ signal, max }) => signal === 'gpu.util' && max.some((value) => !Number.isNaN(value)))
  const tokens = [...fine.requests.outputTokensPerS]
  const usual = medianOrNull(tokens)
  if (gpus.length < 2 || tokens.length < minBins || usual === null || usual === 0) return null
  const usualUse = gpus.map(({ mean }) => medianOrNull([...mean].filter((value) => !Number.isNaN(value))) ?? 0)
  const lows = tokens.map((rate, i) => rate < depth * usual && gpus.every(({ mean }, gpu) => mean[i]! < (0.5 + depth / 2) * usualUse[gpu]!))
  const count = lows.filter((low, i) => low && lows[i - 1] !== true).length
  const deepest = Math.min(...tokens.filter((_, i) => lows[i]))
  return { count, depth: count === 0 ? 0 : 1 - deepest / usual, bins: tokens.length }
}

export const multiGpu: Rule = {
  id: 'multi-gpu',
  number: 'R22',
  evaluate(input, limits) {
    const cases = byLoad(input).flatMap((window) => {
      const dips = dipsOf(window, limits.dipDepth)
      return dips !== null && dips.count >= limits.minDips ? [{ window, dips }] : []
    })
    const worst = cases.toSorted((a, b) => b.dips.count - a.dips.count)[0]
    if (worst === undefined) return null
    const width = maxOf(worst.window, 'gpu.pcie.width')
    return {
      kind: 'limit', confidence: width !== null && width < 8 ? 'likely' : 'consistent', where: worst.window, weight: worst.dips.count,
      evidence: [
        item('dips', worst.dips.count, 'count', bins(worst.dips.bins), { against: limits.minDips, signals: ['gpu.util', 'req.tokens'] }),
        item('dipDepth', worst.dips.depth, 'share', episodes(worst.dips.count), { against: limits.dipDepth, signals: ['req.tokens'] }),
        item('linkWidth', width, 'count', samples(worst.window, 'gpu.pcie.width'), { signals: ['gpu.pcie.width'] }),
      ],
      counter: [], advice: ['check-links', 'fewer-gpus'], experiment: 'repeat',
    }
  },
}
