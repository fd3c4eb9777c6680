/** What the token sources (batch model, script) see of an answer, and the buffered form of one. */
import type { ServerResponse } from 'node:http'
import type { AnswerText } from '../text/words.ts'
import type { AnswerStyle } from './encoder.ts'
import { sendJson } from './reply.ts'
import { usageFields } from './usage.ts'

/** Why generation ended. */
export type FinishReason = 'stop' | 'length'

/** Receives tokens as they are produced. */
export type Answer = {
  /** `tokens` more were produced and due at `dueMs`; false when the stream has broken and nothing more is wanted. */
  readonly advance: (tokens: number, dueMs: number) => boolean
  readonly finish: (reason: FinishReason) => void
}

/** An answer for `stream: false`: one JSON document at the end. */
export function createWholeAnswer(response: ServerResponse, style: AnswerStyle, text: AnswerText, withUsage: boolean): Answer {
  return {
    advance: () => true,
    finish: (reason) => {
      const { id, created, model, endpoint, usage } = style
      const words = Array.from({ length: usage.outputTokens }, () => text.next())
      const reasoning = words.slice(0, usage.reasoningTokens).join('')
      const content = words.slice(usage.reasoningTokens).join('')
      const message = { role: 'assistant', content, ...(reasoning === '' ? {} : { reasoning_content: reasoning }) }
      const body = endpoint === 'chat' ? { message } : { text: reasoning + content }
      sendJson(response, 200, {
        id,
        object: endpoint === 'chat' ? 'chat.completion' : 'text_completion',
        created,
        model,
        choices: [{ index: 0, ...body, logprobs: null, finish_reason: reason }],
        ...(withUsage ? { usage: usageFields(usage) } : {}),
      })
    },
  }
}
