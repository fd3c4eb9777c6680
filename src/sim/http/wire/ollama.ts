/** Ollama's own streams: one JSON document a line. */
import type { WireFactory } from './wire.ts'

const nsPerMs = 1e6

export const ollamaWire: WireFactory = ({ model, endpoint, usage, crlf }) => {
  const lineEnd = crlf ? '\r\n' : '\n'
  const line = (fields: Readonly<Record<string, unknown>>): string =>
    JSON.stringify({ model, created_at: new Date().toISOString(), ...fields }) + lineEnd
  const piece = (words: string, reasoning: boolean): Readonly<Record<string, unknown>> => {
    const thinking = reasoning ? { thinking: words } : {}
    const text = reasoning ? '' : words
    return endpoint === 'ollama-chat' ? { message: { role: 'assistant', content: text, ...thinking } } : { response: text, ...thinking }
  }
  return {
    contentType: 'application/x-ndjson',
    open: () => '',
    content: (words, reasoning) => line({ ...piece(words, reasoning), done: false }),
    end: ({ reason, withUsage, times: { loadMs, promptMs, outputMs } }) => {
      const counts = withUsage ? { prompt_eval_count: usage.promptTokens, eval_count: usage.outputTokens } : {}
      const durations = {
        total_duration: Math.round((loadMs + promptMs + outputMs) * nsPerMs),
        load_duration: Math.round(loadMs * nsPerMs),
        prompt_eval_duration: Math.round(promptMs * nsPerMs),
        eval_duration: Math.round(outputMs * nsPerMs),
      }
      const cached = withUsage && usage.cachedTokens > 0 ? { prompt_eval_cached_count: usage.cachedTokens } : {}
      return line({ ...piece('', false), done: true, done_reason: reason, ...durations, ...counts, ...cached })
    },
    error: (message) => JSON.stringify({ error: message }) + lineEnd,
    half: () => `{"model":"broken","message":{"content":"half a${lineEnd}`,
    comment: () => '',
  }
}
