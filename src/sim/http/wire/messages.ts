/** Anthropic Messages streams: blocks that open and close, counts in the first and the last but one event. */
import { sseFrames, type WireFactory } from './wire.ts'

export const messagesWire: WireFactory = (style) => {
  const { id, model, usage } = style
  const frames = sseFrames(style)
  let block: { readonly index: number; readonly reasoning: boolean } | null = null
  const closeBlock = (): string => (block === null ? '' : frames.typed({ type: 'content_block_stop', index: block.index }))
  return {
    contentType: 'text/event-stream; charset=utf-8',
    open: () => {
      const counts = { input_tokens: usage.promptTokens - usage.cachedTokens, cache_read_input_tokens: usage.cachedTokens, output_tokens: 1 }
      return frames.typed({
        type: 'message_start',
        message: { id, type: 'message', role: 'assistant', content: [], model, stop_reason: null, usage: counts },
      })
    },
    content: (words, reasoning) => {
      let opening = ''
      if (block?.reasoning !== reasoning) {
        const before = closeBlock()
        block = { index: block === null ? 0 : block.index + 1, reasoning }
        const empty = reasoning ? { type: 'thinking', thinking: '' } : { type: 'text', text: '' }
        opening = before + frames.typed({ type: 'content_block_start', index: block.index, content_block: empty })
      }
      const delta = reasoning ? { type: 'thinking_delta', thinking: words } : { type: 'text_delta', text: words }
      return opening + frames.typed({ type: 'content_block_delta', index: block.index, delta })
    },
    end: ({ reason, withUsage }) => {
      const delta = { stop_reason: reason === 'length' ? 'max_tokens' : 'end_turn', stop_sequence: null }
      const counts = withUsage ? { usage: { output_tokens: usage.outputTokens } } : {}
      return closeBlock() + frames.typed({ type: 'message_delta', delta, ...counts }) + frames.typed({ type: 'message_stop' })
    },
    error: (message) => frames.typed({ type: 'error', error: { type: 'api_error', message } }),
    half: () => frames.data('{"type":"content_block_delta","delta":{"type":"text_delta","text":"half a'),
    comment: frames.comment,
  }
}
