/** Which servers can drop a model when asked, so that loading it anew can be measured. */
import type { Target } from '../model/plan.ts'

/** How a server is asked: Ollama by `keep_alive: 0`, LM Studio (0.4 and newer) by `/api/v1/models/unload`. */
export type UnloadWay = 'ollama' | 'lm-studio'

/** Null where no call is known. Whichever of its APIs the load goes through, a server has one way; a llama.cpp server of a single model holds it for as long as it runs. */
export function unloadWay({ engine, api }: Pick<Target, 'engine' | 'api'>): UnloadWay | null {
  if (engine === 'ollama' || engine === 'lm-studio') return engine
  return engine === 'llm-dyno-simulator' && (api === 'ollama-chat' || api === 'ollama-generate') ? 'ollama' : null
}

export function canUnload(target: Pick<Target, 'engine' | 'api'>): boolean {
  return unloadWay(target) !== null
}
