/** What each turn of conversations costs: prompts grow with the history, and so does the wait, unless a cache holds it. */
import type { TurnFigures } from '../model/analysis.ts'
import { isFailure, isSuccess } from '../model/outcome.ts'
import type { RequestRecord } from '../model/request.ts'
import { distribution } from '../stats/index.ts'
import { cachedShare } from './cached-share.ts'

/** In order of the turns that were sent; empty where there are no conversations. */
export function turnFigures(requests: readonly RequestRecord[]): readonly TurnFigures[] {
  const byTurn = new Map<number, RequestRecord[]>()
  for (const request of requests) {
    if (request.turn === undefined) continue
    const group = byTurn.get(request.turn)
    if (group === undefined) byTurn.set(request.turn, [request])
    else group.push(request)
  }
  return [...byTurn].toSorted(([a], [b]) => a - b).map(([turn, group]) => {
    const good = group.filter(({ outcome }) => isSuccess(outcome))
    return {
      turn,
      requests: group.length,
      failures: group.filter(({ outcome }) => isFailure(outcome)).length,
      ttftMs: distribution(good.map(({ firstTokenAtMs, sentAtMs }) => (firstTokenAtMs === null || sentAtMs === null ? null : firstTokenAtMs - sentAtMs))),
      promptTokens: distribution(good.map(({ promptTokens }) => promptTokens)),
      cachedPromptShare: cachedShare(group),
    }
  })
}
