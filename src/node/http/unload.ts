/** Asks a server to drop its model, and waits until it has: so that the next request pays for loading it. */
import { isOllamaPs, readOllamaPs } from '../../core/server-metrics/reading.ts'
import { err, ok, type Result } from '../../core/result.ts'
import { httpGet } from '../servers/http-get.ts'
import { postJson } from './post-json.ts'
import type { PinnedTarget } from './resolve.ts'

/** Giving back tens of GB takes a while. */
const unloadTimeoutMs = 60_000
const askTimeoutMs = 5_000
const pollMs = 200

export interface Unload {
  readonly target: PinnedTarget
  /** The server's address without `/v1`. */
  readonly rootUrl: string
  readonly model: string
  readonly apiKey: string | null
}

async function isLoaded({ rootUrl, model, apiKey }: Unload): Promise<boolean | null> {
  const answer = await httpGet(`${rootUrl}/api/ps`, { timeoutMs: askTimeoutMs, apiKey })
  if (!answer.ok || !isOllamaPs(answer.value.json)) return null
  return readOllamaPs(answer.value.json, model).modelBytes !== null
}

/** Ollama's way: a request without a prompt that keeps the model for no time. Fails with what went wrong, in words. */
export async function unloadModel(unload: Unload): Promise<Result<null, string>> {
  const { target, rootUrl, model, apiKey } = unload
  const path = `${new URL(rootUrl).pathname.replace(/\/$/u, '')}/api/generate`
  try {
    await postJson({ model, keep_alive: 0, stream: false }, { target, path, apiKey, timeoutMs: unloadTimeoutMs })
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error))
  }
  const untilMs = performance.now() + unloadTimeoutMs
  while (performance.now() < untilMs) {
    const loaded = await isLoaded(unload)
    if (loaded === null) return err('/api/ps does not tell which models are loaded')
    if (!loaded) return ok(null)
    await new Promise((resolve) => setTimeout(resolve, pollMs))
  }
  return err(`${model} is still loaded after ${unloadTimeoutMs / 1000} s`)
}
