/** Ollama's own two routes: NDJSON, with load, prompt and decode durations in nanoseconds in the last line. */
import type { ServerTimings } from '../../model/request.ts'
import type { Dialect } from '../dialect.ts'
import { fieldsIn } from '../error-text.ts'
import { errorReading, hasCallArguments, nothing, textIn, wordIn, type Fields, type Reading } from '../reading.ts'
import { count, duration, type Usage } from '../usage.ts'
import { noHeaders, plainPrompt, type Adapter, type Capabilities, type Wish } from './adapter.ts'

/** Stated with each request, or a server's own default could unload the model between two stages. */
const keepAlive = '30m'

const capabilities: Capabilities = { usage: true, forcedLength: false, cachedTokens: true, timings: true, tokenizer: null, unload: true }

/** A `num_ctx` left to the server cuts long prompts silently; another one than last time makes it load the model anew. */
function common(wish: Wish, dialect: Dialect): Fields {
  return {
    model: wish.model,
    stream: true,
    keep_alive: keepAlive,
    options: {
      num_predict: wish.outputTokens,
      num_ctx: wish.contextTokens,
      temperature: wish.temperature,
      ...(dialect.sendSeed ? { seed: wish.seed } : {}),
    },
  }
}

function msOf(nanoseconds: unknown): number | null {
  const value = duration(nanoseconds)
  return value === null ? null : value / 1e6
}

/** `prompt_eval_count` holds cached tokens too where the server counts those apart; older ones leave it out on a cache hit. */
function countsOf(event: Fields): Usage {
  return {
    promptTokens: count(event['prompt_eval_count']),
    cachedTokens: count(event['prompt_eval_cached_count']),
    outputTokens: count(event['eval_count']),
    reasoningTokens: null,
  }
}

function timingsOf(event: Fields, { promptTokens, cachedTokens, outputTokens }: Usage): ServerTimings {
  return {
    promptTokens: promptTokens === null ? null : Math.max(0, promptTokens - (cachedTokens ?? 0)),
    promptMs: msOf(event['prompt_eval_duration']),
    outputTokens,
    outputMs: msOf(event['eval_duration']),
    cachedTokens,
    loadMs: msOf(event['load_duration']),
  }
}

function readLine(event: Fields, piece: Partial<Reading>): Reading {
  const error = errorReading(event)
  if (error !== null) return error
  if (event['done'] !== true) return { ...nothing, ...piece }
  const usage = countsOf(event)
  return { ...nothing, ...piece, usage, timings: timingsOf(event, usage), finishReason: wordIn(event['done_reason']) ?? 'stop', isDone: true }
}

/** Reads one line of `/api/chat`. */
function readChat(event: Fields): Reading {
  const message = fieldsIn(event['message'])
  return readLine(event, {
    content: textIn(message['content']), reasoning: textIn(message['thinking']), reasoningField: 'thinking', hasToolArguments: hasCallArguments(message['tool_calls']),
  })
}

/** Reads one line of `/api/generate`. */
function readGenerate(event: Fields): Reading {
  return readLine(event, { content: textIn(event['response']), contentField: 'response', reasoning: textIn(event['thinking']), reasoningField: 'thinking' })
}

const shared = { framing: 'ndjson', mount: 'root', headers: noHeaders, capabilities: () => capabilities } as const

export const ollamaChat: Adapter = {
  ...shared,
  api: 'ollama-chat',
  path: '/api/chat',
  body: (wish, dialect) => ({ ...common(wish, dialect), messages: wish.messages }),
  interpret: readChat,
}

export const ollamaGenerate: Adapter = {
  ...shared,
  api: 'ollama-generate',
  path: '/api/generate',
  body: (wish, dialect) => ({ ...common(wish, dialect), prompt: plainPrompt(wish.messages) }),
  interpret: readGenerate,
}
