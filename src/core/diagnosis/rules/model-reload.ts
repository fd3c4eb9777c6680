/** R5: the model was unloaded and loaded again during the run. */
import { loadsOf } from '../loads.ts'
import { item, type Rule } from '../rule.ts'

export const modelReload: Rule = {
  id: 'model-reload',
  number: 'R5',
  evaluate(input, limits) {
    const { episodes, usualTtftMs } = loadsOf(input, limits)
    if (episodes.length < 2) return null
    const isTold = episodes.filter(({ toldMs }) => toldMs !== null).length >= 2
    const steps = episodes.filter(({ hasStep }) => hasStep).length
    if (!isTold && steps < 2) return null
    const worst = episodes.toSorted((a, b) => b.worstTtftMs - a.worstTtftMs)[0]!
    return {
      kind: 'event', confidence: isTold && steps >= 2 ? 'likely' : isTold ? 'observed' : 'consistent',
      where: { stage: null, fromMs: episodes[0]!.fromMs, toMs: episodes.at(-1)!.toMs }, weight: episodes.length,
      evidence: [
        item('loads', episodes.length, 'count', { signals: ['gpu.mem.used', 'srv.rss'] }),
        item('slowFirst', worst.worstTtftMs, 'ms', { against: usualTtftMs, at: worst }),
        ...(worst.toldMs === null ? [] : [item('loadTime', worst.toldMs, 'ms', { against: limits.loadMs, at: worst })]),
      ],
      counter: [], advice: ['keep-alive', 'one-model'], experiment: 'repeat',
    }
  },
}
