/** Which servers can drop a model when asked, so that loading it anew can be measured. */
import type { Target } from '../model/plan.ts'

/** Ollama does (`keep_alive: 0`), whichever of its APIs the load goes through. llama.cpp holds its model for as long as it runs; the others name no such call. */
export function canUnload({ engine, api }: Pick<Target, 'engine' | 'api'>): boolean {
  return engine === 'ollama' || (engine === 'llm-dyno-simulator' && (api === 'ollama-chat' || api === 'ollama-generate'))
}
