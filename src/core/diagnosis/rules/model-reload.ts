/** R5: the model was unloaded and loaded again during the run. */
import { episodes, requests } from '../counts.ts'
import { item, type Rule } from '../rule.ts'

export const modelReload: Rule = {
  id: 'model-reload',
  number: 'R5',
  evaluate(_input, limits, { loads: { episodes: loads, usualTtftMs } }) {
    if (loads.length < 2) return null
    const isTold = loads.filter(({ toldMs }) => toldMs !== null).length >= 2
    const steps = loads.filter(({ hasStep }) => hasStep).length
    if (!isTold && steps < 2) return null
    const worst = loads.toSorted((a, b) => b.worstTtftMs - a.worstTtftMs)[0]!
    return {
      kind: 'event', confidence: isTold && steps >= 2 ? 'likely' : isTold ? 'observed' : 'consistent',
      where: { stage: null, fromMs: loads[0]!.fromMs, toMs: loads.at(-1)!.toMs }, weight: loads.length,
      evidence: [
        item('loads', loads.length, 'count', episodes(loads.length), { signals: ['gpu.mem.used', 'srv.rss'] }),
        item('slowFirst', worst.worstTtftMs, 'ms', requests(worst.requests.length), { against: usualTtftMs, at: worst }),
        ...(worst.toldMs === null ? [] : [item('loadTime', worst.toldMs, 'ms', requests(worst.requests.length), { against: limits.loadMs, at: worst })]),
      ],
      counter: [], advice: ['keep-alive', 'one-model'], experiment: 'repeat',
    }
  },
}
