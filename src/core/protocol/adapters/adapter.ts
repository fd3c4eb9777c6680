/** The one interface behind which all wire dialects live: where to send, what to send, how to read what comes back. */
import type { ApiKind, ServerEngine } from '../../model/plan.ts'
import type { Message } from '../../workload/message.ts'
import type { Dialect } from '../dialect.ts'
import type { Fields, Interpret } from '../reading.ts'

/** How the events of an answer are told apart. */
export type Framing = 'sse' | 'ndjson'

/** What a server says or can be made to do through an API. */
export interface Capabilities {
  /** States token counts in its stream. */
  readonly usage: boolean
  /** The length of an answer can be forced, not only capped. */
  readonly forcedLength: boolean
  /** Says how much of the prompt came from its cache. */
  readonly cachedTokens: boolean
  /** States its own times of each request. */
  readonly timings: boolean
  /** Path of a route that counts the tokens of a text, below the server's root; null where there is none. */
  readonly tokenizer: string | null
  /** A model can be unloaded through the API, so that a cold start can be measured. */
  readonly unload: boolean
}

/** What a request is to ask for. */
export interface Wish {
  readonly model: string
  readonly messages: readonly Message[]
  /** Length of the answer: forced or a cap, as the dialect says. */
  readonly outputTokens: number
  /** Room for prompt and answer, tokens, where the client chooses it (Ollama's `num_ctx`). */
  readonly contextTokens: number
  /** What the prompt cache does is part of what is measured, so that it stays on. */
  readonly usesPromptCache: boolean
  readonly temperature: number
  readonly seed: number
}

export interface Adapter {
  readonly api: ApiKind
  readonly framing: Framing
  /** `base`: below the OpenAI routes (`…/v1`); `root`: below the server's address. */
  readonly mount: 'base' | 'root'
  readonly path: string
  /** Headers beside the usual ones. */
  readonly headers: (apiKey: string | null) => readonly (readonly [name: string, value: string])[]
  readonly body: (wish: Wish, dialect: Dialect) => Fields
  readonly interpret: Interpret
  readonly capabilities: (engine: ServerEngine) => Capabilities
}

/** Engines that accept `ignore_eos` in their OpenAI routes. */
const forcing: readonly ServerEngine[] = ['vllm', 'sglang', 'llama.cpp', 'llm-dyno-simulator']
const tokenizing: readonly ServerEngine[] = ['vllm', 'llama.cpp', 'llm-dyno-simulator']

/** What the OpenAI routes of an engine can do. */
export function openAiCapabilities(engine: ServerEngine): Capabilities {
  return {
    usage: true,
    forcedLength: forcing.includes(engine),
    cachedTokens: engine !== 'unknown',
    timings: engine === 'llama.cpp',
    tokenizer: tokenizing.includes(engine) ? '/tokenize' : null,
    unload: engine === 'lm-studio',
  }
}

/** All messages as one text, for APIs that take a bare prompt. */
export function plainPrompt(messages: readonly Message[]): string {
  return messages.map(({ content }) => content).join('\n\n')
}

export const noHeaders = (): readonly (readonly [string, string])[] => []
