/** OpenAI Responses streams: typed events with running numbers. */
import { sseFrames, type WireFactory } from './wire.ts'

export const responsesWire: WireFactory = (style) => {
  const { id, created, model, usage } = style
  const frames = sseFrames(style)
  let sequence = 0
  const event = (type: string, fields: Readonly<Record<string, unknown>>): string => {
    sequence += 1
    return frames.typed({ type, sequence_number: sequence - 1, ...fields })
  }
  const head = { id, object: 'response', created_at: created, model }
  const place = { output_index: 0, content_index: 0 }
  return {
    contentType: 'text/event-stream; charset=utf-8',
    open: () => event('response.created', { response: { ...head, status: 'in_progress', usage: null } }),
    content: (words, reasoning) =>
      event(reasoning ? 'response.reasoning_text.delta' : 'response.output_text.delta', {
        item_id: reasoning ? 'rs_0' : 'msg_0',
        ...place,
        delta: words,
      }),
    end: ({ reason, withUsage }) => {
      const counts = {
        input_tokens: usage.promptTokens,
        input_tokens_details: { cached_tokens: usage.cachedTokens },
        output_tokens: usage.outputTokens,
        output_tokens_details: { reasoning_tokens: usage.reasoningTokens },
        total_tokens: usage.promptTokens + usage.outputTokens,
      }
      const isCut = reason === 'length'
      const response = { ...head, status: isCut ? 'incomplete' : 'completed', incomplete_details: isCut ? { reason: 'max_output_tokens' } : null }
      return event(isCut ? 'response.incomplete' : 'response.completed', { response: { ...response, usage: withUsage ? counts : null } })
    },
    error: (message) => event('response.failed', { response: { ...head, status: 'failed', error: { code: 'server_error', message } } }),
    half: () => frames.data('{"type":"response.output_text.delta","delta":"half a'),
    comment: frames.comment,
  }
}
