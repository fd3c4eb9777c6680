/** OpenAI chat completions, as nearly every local server offers them, with the extensions of llama.cpp and vLLM. */
import { fieldsIn, isFields } from '../error-text.ts'
import type { Dialect } from '../dialect.ts'
import { errorReading, hasCallArguments, textIn, wordIn, type Fields, type Reading } from '../reading.ts'
import { readTimings, readUsage } from '../usage.ts'
import { noHeaders, openAiCapabilities, type Adapter, type Wish } from './adapter.ts'

const reasoningFields = ['reasoning_content', 'reasoning', 'thinking'] as const

/** The fields that chat and plain completions share. */
export function openAiOptions(wish: Wish, dialect: Dialect): Fields {
  const streamOptions = { include_usage: true, ...(dialect.continuousUsage ? { continuous_usage_stats: true } : {}) }
  return {
    stream: true,
    ...(dialect.includeUsage ? { stream_options: streamOptions } : {}),
    [dialect.maxTokensField]: wish.outputTokens,
    temperature: wish.temperature,
    ...(dialect.sendSeed ? { seed: wish.seed } : {}),
    ...(dialect.forceLength ? { ignore_eos: true } : {}),
    ...(dialect.disablePromptCache ? { cache_prompt: false } : {}),
  }
}

/** Reads an event of either OpenAI stream: `choices`, `usage` and `timings` are independent of each other. */
export function readOpenAiEvent(event: Fields): Reading {
  const error = errorReading(event)
  if (error !== null) return error
  const first: unknown = Array.isArray(event['choices']) ? event['choices'][0] : null
  const choice = isFields(first) ? first : null
  const usage = readUsage(event['usage'])
  const delta = choice === null ? null : (choice['delta'] ?? choice['message'])
  const isChat = isFields(delta)
  const reasoningField = isChat ? reasoningFieldOf(delta) : ''
  // Written out rather than spread: this runs for every token of a server whose events differ in more than their text.
  return {
    content: isChat ? contentOf(delta['content']) : textIn(choice?.['text']),
    reasoning: isChat ? textIn(delta[reasoningField]) : '',
    hasToolArguments: isChat && hasCallArguments(delta['tool_calls']),
    contentField: isChat ? 'content' : 'text',
    reasoningField,
    countedTokens: choice === null ? null : (usage?.outputTokens ?? null),
    usage,
    timings: readTimings(event['timings']),
    finishReason: wordIn(choice?.['finish_reason']),
    isDone: false,
    error: null,
  }
}

function reasoningFieldOf(delta: Fields): string {
  return reasoningFields.find((name) => wordIn(delta[name]) !== null) ?? ''
}

function contentOf(content: unknown): string {
  if (!Array.isArray(content)) return textIn(content)
  return content.map((part: unknown) => textIn(fieldsIn(part)['text'])).join('')
}

export const openAiChat: Adapter = {
  api: 'openai-chat',
  framing: 'sse',
  mount: 'base',
  path: '/chat/completions',
  headers: noHeaders,
  body: (wish, dialect) => ({ model: wish.model, messages: wish.messages, ...openAiOptions(wish, dialect) }),
  interpret: readOpenAiEvent,
  capabilities: openAiCapabilities,
}
