/** llama.cpp's own completion stream: counts in every event, timings in the last. */
import { sseFrames, type WireFactory } from './wire.ts'

export const llamaCppWire: WireFactory = (style) => {
  const { model, usage } = style
  const frames = sseFrames(style)
  const event = (fields: Readonly<Record<string, unknown>>): string => frames.data(JSON.stringify({ index: 0, ...fields }))
  return {
    contentType: 'text/event-stream',
    open: () => '',
    content: (words, _reasoning, tokens) =>
      event({ content: words, tokens: [], stop: false, id_slot: -1, tokens_predicted: tokens, tokens_evaluated: usage.promptTokens }),
    end: ({ reason, withUsage, times: { promptMs, outputMs } }) => {
      const computed = usage.promptTokens - usage.cachedTokens
      const counts = withUsage ? { tokens_predicted: usage.outputTokens, tokens_evaluated: usage.promptTokens } : {}
      const timings = {
        cache_n: usage.cachedTokens,
        prompt_n: computed,
        prompt_ms: promptMs,
        predicted_n: usage.outputTokens,
        predicted_ms: outputMs,
        predicted_per_second: outputMs > 0 ? ((usage.outputTokens - 1) / outputMs) * 1000 : 0,
      }
      const stopType = reason === 'length' ? 'limit' : 'eos'
      return event({
        content: '',
        tokens: [],
        id_slot: 0,
        stop: true,
        model,
        ...counts,
        truncated: false,
        stop_type: stopType,
        stopping_word: '',
        timings,
      })
    },
    error: (message) => frames.data(JSON.stringify({ error: { code: 500, message, type: 'server_error' } })),
    half: () => frames.data('{"index":0,"content":"half a'),
    comment: frames.comment,
  }
}
