/** llama.cpp's own completion route: every event counts tokens, the last one holds the server's timings and why it stopped. */
import { errorReading, nothing, textIn, wordIn, type Fields, type Reading } from '../reading.ts'
import { count, readTimings } from '../usage.ts'
import { noHeaders, plainPrompt, type Adapter } from './adapter.ts'

function readEvent(event: Fields): Reading {
  const error = errorReading(event)
  if (error !== null) return error
  const isLast = event['stop'] === true
  const countedTokens = count(event['tokens_predicted'])
  const timings = readTimings(event['timings'])
  return {
    ...nothing,
    content: textIn(event['content']),
    countedTokens,
    usage: { promptTokens: count(event['tokens_evaluated']), cachedTokens: timings?.cachedTokens ?? null, outputTokens: countedTokens, reasoningTokens: null },
    timings,
    finishReason: isLast ? (wordIn(event['stop_type']) ?? 'stop') : null,
    isDone: isLast,
  }
}

export const llamaCpp: Adapter = {
  api: 'llama-cpp',
  framing: 'sse',
  mount: 'root',
  path: '/completion',
  headers: noHeaders,
  body: (wish, dialect) => ({
    prompt: plainPrompt(wish.messages),
    stream: true,
    n_predict: wish.outputTokens,
    temperature: wish.temperature,
    // The route is llama.cpp's alone, so this can't be refused; a prompt in the cache would not be measured unless that is the aim.
    cache_prompt: wish.usesPromptCache,
    ...(dialect.sendSeed ? { seed: wish.seed } : {}),
    ...(dialect.forceLength ? { ignore_eos: true } : {}),
  }),
  interpret: readEvent,
  capabilities: () => ({ usage: true, forcedLength: true, cachedTokens: true, timings: true, tokenizer: '/tokenize', unload: false }),
}
