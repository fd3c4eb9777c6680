/** Asks a server to drop its model, and waits until it has: so that the next request pays for loading it. */
import { assertNever } from '../../core/assert-never.ts'
import { errorOf, parseOrNull } from '../../core/protocol/error-text.ts'
import { instancesOf, isLmStudioList } from '../../core/protocol/lm-studio-models.ts'
import type { UnloadWay } from '../../core/protocol/unload.ts'
import { err, ok, type Result } from '../../core/result.ts'
import { isOllamaPs, readOllamaPs } from '../../core/server-metrics/reading.ts'
import { httpGet } from '../servers/http-get.ts'
import { postJson } from './post-json.ts'
import type { PinnedTarget } from './resolve.ts'

/** Giving back tens of GB takes a while. */
const unloadTimeoutMs = 60_000
const askTimeoutMs = 5_000
const pollMs = 200
const lmStudioList = '/api/v1/models'

export interface Unload {
  readonly way: UnloadWay
  readonly target: PinnedTarget
  /** The server's address without `/v1`. */
  readonly rootUrl: string
  readonly model: string
  readonly apiKey: string | null
}

/** Fails with what went wrong, in words. A model that is in no memory anyway is unloaded. */
export function unloadModel(unload: Unload): Promise<Result<null, string>> {
  switch (unload.way) {
    case 'ollama': return unloadOllama(unload)
    case 'lm-studio': return unloadLmStudio(unload)
    default: return assertNever(unload.way)
  }
}

async function post({ target, rootUrl, apiKey }: Unload, path: string, value: unknown): Promise<Result<string, string>> {
  const below = new URL(rootUrl).pathname.replace(/\/$/u, '')
  try {
    return ok(await postJson(value, { target, path: `${below}${path}`, apiKey, timeoutMs: unloadTimeoutMs }))
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error))
  }
}

/** Until the server says that the model is gone. */
async function untilGone(model: string, isLoaded: () => Promise<Result<boolean, string>>): Promise<Result<null, string>> {
  const untilMs = performance.now() + unloadTimeoutMs
  while (performance.now() < untilMs) {
    const loaded = await isLoaded()
    if (!loaded.ok) return loaded
    if (!loaded.value) return ok(null)
    await new Promise((resolve) => setTimeout(resolve, pollMs))
  }
  return err(`${model} is still loaded after ${unloadTimeoutMs / 1000} s`)
}

/** A request without a prompt that keeps the model for no time. */
async function unloadOllama(unload: Unload): Promise<Result<null, string>> {
  const { rootUrl, model, apiKey } = unload
  const asked = await post(unload, '/api/generate', { model, keep_alive: 0, stream: false })
  if (!asked.ok) return asked
  return untilGone(model, async () => {
    const answer = await httpGet(`${rootUrl}/api/ps`, { timeoutMs: askTimeoutMs, apiKey })
    if (!answer.ok || !isOllamaPs(answer.value.json)) return err('/api/ps does not tell which models are loaded')
    return ok(readOllamaPs(answer.value.json, model).modelBytes !== null)
  })
}

/** Each instance of the model by its id. What is gone by then is no failure, whatever the server answers. */
async function unloadLmStudio(unload: Unload): Promise<Result<null, string>> {
  const instances = await lmStudioInstances(unload)
  if (!instances.ok) return instances
  if (instances.value === null) return err(`LM Studio has no model ${unload.model}`)
  let refusal: string | null = null
  for (const id of instances.value) {
    const asked = await post(unload, `${lmStudioList}/unload`, { instance_id: id })
    const stated = asked.ok ? errorOf(parseOrNull(asked.value)) : { message: asked.error }
    if (stated !== null) refusal = `${id}: ${stated.message}`
  }
  return untilGone(unload.model, async () => {
    const left = await lmStudioInstances(unload)
    if (!left.ok) return left
    const isLoaded = (left.value ?? []).length > 0
    return isLoaded && refusal !== null ? err(refusal) : ok(isLoaded)
  })
}

/** Null = no such model. */
async function lmStudioInstances({ rootUrl, model, apiKey }: Unload): Promise<Result<readonly string[] | null, string>> {
  const answer = await httpGet(`${rootUrl}${lmStudioList}`, { timeoutMs: askTimeoutMs, apiKey })
  if (!answer.ok) return err(`${lmStudioList}: ${answer.error.detail}`)
  const { status, json } = answer.value
  if (status === 200 && isLmStudioList(json)) return ok(instancesOf(json, model))
  if (status === 200 || status === 404) return err(`this LM Studio has no ${lmStudioList}: only version 0.4 and newer unload a model when asked`)
  return err(`${lmStudioList}: HTTP ${status}`)
}
