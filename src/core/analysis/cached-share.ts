/** How much of the prompts a server took from its cache. */
import type { RequestRecord } from '../model/request.ts'

/** Share of prompt tokens that the server took from its cache, over the requests where it tells both counts. */
export function cachedShare(requests: readonly RequestRecord[]): number | null {
  let [cached, prompt] = [0, 0]
  for (const { cachedTokens, promptTokens } of requests) {
    if (cachedTokens === null || promptTokens === null) continue
    cached += cachedTokens
    prompt += promptTokens
  }
  return prompt === 0 ? null : cached / prompt
}
