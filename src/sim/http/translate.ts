/** Requests of the emulated APIs, in the words of the OpenAI ones. */
import type { Endpoint } from './request.ts'

type Fields = Readonly<Record<string, unknown>>

const withUsage = { stream_options: { include_usage: true } }

/** The same request with the names of chat or plain completions; what has no counterpart is left as it is. */
export function asOpenAi(endpoint: Endpoint, fields: Fields): Fields {
  switch (endpoint) {
    case 'chat':
    case 'completion':
      return fields
    case 'ollama-chat':
    case 'ollama-generate': {
      const options = isFields(fields['options']) ? fields['options'] : {}
      return {
        ...fields,
        ...withUsage,
        stream: fields['stream'] !== false,
        max_tokens: options['num_predict'],
        seed: options['seed'],
        num_ctx: options['num_ctx'],
      }
    }
    case 'llama-cpp':
      return { ...fields, ...withUsage, max_tokens: fields['n_predict'] }
    case 'responses': {
      const { input } = fields
      return {
        ...fields,
        ...withUsage,
        messages: typeof input === 'string' ? [{ role: 'user', content: input }] : input,
        max_tokens: fields['max_output_tokens'],
      }
    }
    case 'messages':
      return { ...fields, ...withUsage }
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
