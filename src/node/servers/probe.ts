/** Asks an address what it is: engine, version, models, where its OpenAI routes live, or why it can't be used. */
import { z } from 'zod'
import type { ApiKind, ServerEngine } from '../../core/model/plan.ts'
import type { ProbeError } from '../../core/model/server.ts'
import { err, ok, type Result } from '../../core/result.ts'
import { httpGet, type ProbeResponse } from './http-get.ts'
import { engineOfOwner, identify } from './identify.ts'
import { offeredApis } from './offered-apis.ts'
import { parseTypedUrl, urlText } from './server-url.ts'

export interface Probe {
  /** Base of the OpenAI routes, e.g. `http://127.0.0.1:8080/v1`. */
  readonly apiBaseUrl: string
  readonly engine: ServerEngine
  readonly engineVersion: string | null
  /** The best for measuring first, never empty. */
  readonly apis: readonly ApiKind[]
  readonly models: readonly string[]
  readonly simulated: boolean
  readonly slots: number | null
}

export interface ProbeOptions {
  readonly apiKey: string | null
  readonly timeoutMs: number
}

const modelList = z.looseObject({ data: z.array(z.looseObject({ id: z.string(), owned_by: z.string().optional() })).max(5000).nullable() })

const SIMULATED_HEADER = 'x-llm-dyno-simulated'

/** Where the OpenAI routes may be: `/v1` is probed, never guessed. The full chat route may have been pasted too. */
function candidateBases(url: URL): readonly string[] {
  const text = urlText(url).replace(/\/(chat\/)?completions$/, '').replace(/\/models$/, '')
  return /\/v\d+$/.test(text) ? [text] : [`${text}/v1`, text]
}

function detailOf(response: ProbeResponse): string {
  const message = z.looseObject({ error: z.union([z.string(), z.looseObject({ message: z.string() })]) }).safeParse(response.json)
  const said = message.success ? (typeof message.data.error === 'string' ? message.data.error : message.data.error.message) : ''
  return `HTTP ${response.status}${said === '' ? '' : `: ${said.slice(0, 500)}`}`
}

/** Why an answer is not a list of models. */
function rejection(response: ProbeResponse): ProbeError {
  if (response.status === 401 || response.status === 403) return { code: 'auth', detail: detailOf(response) }
  if (response.status === 503) return { code: 'loading', detail: detailOf(response) }
  if (response.status >= 300 && response.status < 400) {
    return { code: 'not-openai', detail: `HTTP ${response.status}, redirects to ${response.headers.location ?? '?'}` }
  }
  const isHtml = (response.headers['content-type'] ?? '').includes('html') || /^\s*</.test(response.text)
  return { code: isHtml ? 'html' : 'not-openai', detail: detailOf(response) }
}

interface Listing {
  readonly base: string
  readonly response: ProbeResponse
  readonly models: readonly { readonly id: string; readonly owned_by?: string | undefined }[]
}

async function listModels(bases: readonly string[], options: ProbeOptions): Promise<Result<Listing, ProbeError>> {
  let failure: ProbeError = { code: 'other', detail: '' }
  for (const [i, base] of bases.entries()) {
    const answer = await httpGet(`${base}/models`, options)
    if (!answer.ok) return answer
    const parsed = modelList.safeParse(answer.value.json)
    if (answer.value.status === 200 && parsed.success) return ok({ base, response: answer.value, models: parsed.data.data ?? [] })
    const reason = rejection(answer.value)
    // The first base is the likeliest: its reason says more than that of a fallback, and a refusal for want of a key is final.
    if (i === 0) failure = reason
    if (reason.code === 'auth' || reason.code === 'loading') return err(reason)
  }
  return err(failure)
}

/** Probes one server: GET requests and, once it listed its models, an empty list to routes it may have; no redirects followed. */
export async function probeServer(text: string, options: ProbeOptions): Promise<Result<Probe, ProbeError>> {
  const url = parseTypedUrl(text)
  if (!url.ok) return err({ code: 'bad-url', detail: url.error })
  const listing = await listModels(candidateBases(url.value), options)
  if (!listing.ok) return listing
  const { base, response, models } = listing.value
  const simulated = response.headers[SIMULATED_HEADER] !== undefined
  const root = base.replace(/\/v\d+$/, '')
  const found = await identify(root, options)
  // The simulator can stand in for another engine: its routes are that engine's, its name stays its own.
  const engine = found?.engine ?? engineOfOwner(models[0]?.owned_by ?? null)
  return ok({
    apiBaseUrl: base,
    engine: simulated ? 'llm-dyno-simulator' : engine,
    engineVersion: simulated ? null : (found?.version ?? null),
    apis: await offeredApis(engine, base, options),
    models: models.map((model) => model.id),
    simulated,
    slots: found?.slots ?? null,
  })
}
