/** All adapters, which of them an engine is known to offer, and where each sends its requests. */
import type { ApiKind, ServerEngine } from '../../model/plan.ts'
import type { Adapter } from './adapter.ts'
import { anthropicMessages } from './anthropic-messages.ts'
import { llamaCpp } from './llama-cpp.ts'
import { ollamaChat, ollamaGenerate } from './ollama.ts'
import { openAiChat } from './openai-chat.ts'
import { openAiCompletions } from './openai-completions.ts'
import { openAiResponses } from './openai-responses.ts'

const adapters: Readonly<Record<ApiKind, Adapter>> = {
  'openai-chat': openAiChat,
  'openai-completions': openAiCompletions,
  'ollama-chat': ollamaChat,
  'ollama-generate': ollamaGenerate,
  'llama-cpp': llamaCpp,
  'openai-responses': openAiResponses,
  'anthropic-messages': anthropicMessages,
}

export function adapterOf(api: ApiKind): Adapter {
  return adapters[api]
}

const openAi = ['openai-chat', 'openai-completions'] as const

/** What an engine offers, the best for measuring first: the API that tells most of the server's own times. */
const offered: Readonly<Record<ServerEngine, readonly ApiKind[]>> = {
  ollama: ['ollama-chat', 'ollama-generate', ...openAi],
  'llama.cpp': [...openAi, 'llama-cpp'],
  'lm-studio': [...openAi],
  vllm: [...openAi],
  sglang: [...openAi],
  tgi: [...openAi],
  localai: [...openAi],
  koboldcpp: [...openAi],
  jan: [...openAi],
  'llm-dyno-simulator': [...openAi],
  unknown: ['openai-chat'],
}

/** The APIs that an engine is known to have in every version; probing adds those that came later. */
export function knownApis(engine: ServerEngine): readonly ApiKind[] {
  return offered[engine]
}

/** The URL of an adapter's route, from the base of a server's OpenAI routes. */
export function routeUrl({ mount, path }: Pick<Adapter, 'mount' | 'path'>, apiBaseUrl: string): string {
  return `${mount === 'base' ? apiBaseUrl : rootUrl(apiBaseUrl)}${path}`
}

/** The address of a server without the `/v1` of its OpenAI routes. */
export function rootUrl(apiBaseUrl: string): string {
  return apiBaseUrl.replace(/\/v\d+$/u, '')
}
