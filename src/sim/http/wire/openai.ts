/** OpenAI chat and completion streams. */
import { usageFields } from '../usage.ts'
import { sseFrames, type WireFactory } from './wire.ts'

export const openAiWire: WireFactory = (style) => {
  const { id, created, model, endpoint, usage, continuousUsage } = style
  const frames = sseFrames(style)
  const isChat = endpoint === 'chat'
  const envelope = { id, object: isChat ? 'chat.completion.chunk' : 'text_completion', created, model }
  const chunk = (body: Readonly<Record<string, unknown>>, finishReason: string | null, tokens: number): string => {
    const choices = [{ index: 0, ...body, logprobs: null, finish_reason: finishReason }]
    const running = continuousUsage ? { usage: usageFields(usage, tokens) } : {}
    return frames.data(JSON.stringify({ ...envelope, choices, ...running }))
  }
  return {
    contentType: 'text/event-stream; charset=utf-8',
    open: () => (isChat ? chunk({ delta: { role: 'assistant', content: '' } }, null, 0) : ''),
    content: (words, reasoning, tokens) => {
      if (!isChat) return chunk({ text: words }, null, tokens)
      return chunk({ delta: reasoning ? { reasoning_content: words } : { content: words } }, null, tokens)
    },
    end: ({ reason, withUsage }) => {
      const counts = withUsage ? frames.data(JSON.stringify({ ...envelope, choices: [], usage: usageFields(usage) })) : ''
      return chunk(isChat ? { delta: {} } : { text: '' }, reason, usage.outputTokens) + counts + frames.data('[DONE]')
    },
    error: (message) => {
      const error = { message, type: 'InternalServerError', param: null, code: 500 }
      return frames.data(JSON.stringify({ error })) + frames.data('[DONE]')
    },
    half: () => frames.data('{"id":"broken","choices":[{"index":0,"delta":{"content":"half a'),
    comment: frames.comment,
  }
}
