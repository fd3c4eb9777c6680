/** Which APIs a server offers: what its engine is known to have, and what newer versions added, found by asking. */
import { adapterOf, knownApis, routeUrl } from '../../core/protocol/adapters/index.ts'
import type { ApiKind, ServerEngine } from '../../core/model/plan.ts'
import { httpPostNothing } from './http-get.ts'

/** Not every server has these, and several engines only since some version or other. */
const probed = ['openai-completions', 'openai-responses', 'anthropic-messages'] as const satisfies readonly ApiKind[]

/** What a server without the route answers; any other refusal is the route's own. */
const absent = [401, 403, 404, 405, 501]

async function hasRoute(api: ApiKind, apiBaseUrl: string, options: { readonly timeoutMs: number; readonly apiKey: string | null }): Promise<boolean> {
  const answer = await httpPostNothing(routeUrl(adapterOf(api), apiBaseUrl), options)
  return answer.ok && answer.value.status >= 400 && !absent.includes(answer.value.status) && typeof answer.value.json === 'object'
}

/** The best for measuring first. Sends nothing that a server could work on. */
export async function offeredApis(engine: ServerEngine, apiBaseUrl: string, options: { readonly timeoutMs: number; readonly apiKey: string | null }): Promise<readonly ApiKind[]> {
  const known = knownApis(engine)
  const unsure = probed.filter((api) => !known.includes(api))
  const answers = await Promise.all(unsure.map((api) => hasRoute(api, apiBaseUrl, options)))
  return [...known, ...unsure.filter((_, i) => answers[i])]
}
