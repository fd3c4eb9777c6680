/** The short names of the APIs, as the command line takes them. */
import { apiKinds, type ApiKind } from './plan.ts'

export const apiNames: Readonly<Record<ApiKind, string>> = {
  'openai-chat': 'openai',
  'openai-completions': 'openai-completions',
  'ollama-chat': 'ollama',
  'ollama-generate': 'ollama-generate',
  'llama-cpp': 'llama.cpp',
  'openai-responses': 'responses',
  'anthropic-messages': 'anthropic',
}

/** The API of a short name; null when there is none. */
export function apiOfName(name: string): ApiKind | null {
  return apiKinds.find((api) => apiNames[api] === name) ?? null
}
