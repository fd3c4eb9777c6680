/** Anthropic Messages: prompt counts come in the first event, output counts and the stop reason near the last. */
import { fieldsIn } from '../error-text.ts'
import { errorReading, nothing, textIn, wordIn, type Fields, type Reading } from '../reading.ts'
import { count, type Usage } from '../usage.ts'
import { openAiCapabilities, type Adapter } from './adapter.ts'

const version = '2023-06-01'

/** `input_tokens` leaves out what was read from the cache or written to it; here the prompt is all three. */
function usageOf(stated: unknown): Usage {
  const usage = fieldsIn(stated)
  const fresh = count(usage['input_tokens'])
  const cachedTokens = count(usage['cache_read_input_tokens'])
  return {
    promptTokens: fresh === null ? null : fresh + (cachedTokens ?? 0) + (count(usage['cache_creation_input_tokens']) ?? 0),
    cachedTokens,
    outputTokens: count(usage['output_tokens']),
    reasoningTokens: null,
  }
}

function readDelta(delta: Fields): Reading {
  switch (delta['type']) {
    case 'text_delta':
      return { ...nothing, content: textIn(delta['text']), contentField: 'text' }
    case 'thinking_delta':
      return { ...nothing, reasoning: textIn(delta['thinking']), reasoningField: 'thinking' }
    case 'input_json_delta':
      return { ...nothing, hasToolArguments: textIn(delta['partial_json']) !== '' }
    default:
      return nothing
  }
}

function readEvent(event: Fields): Reading {
  switch (event['type']) {
    case 'message_start':
      // Its output count is a placeholder before the first token.
      return { ...nothing, usage: { ...usageOf(fieldsIn(event['message'])['usage']), outputTokens: null } }
    case 'content_block_delta':
      return readDelta(fieldsIn(event['delta']))
    case 'message_delta':
      return { ...nothing, usage: usageOf(event['usage']), finishReason: wordIn(fieldsIn(event['delta'])['stop_reason']) }
    case 'message_stop':
      return { ...nothing, isDone: true }
    default:
      return errorReading(event) ?? nothing
  }
}

export const anthropicMessages: Adapter = {
  api: 'anthropic-messages',
  framing: 'sse',
  mount: 'base',
  path: '/messages',
  headers: (apiKey) => [['anthropic-version', version], ...(apiKey === null ? [] : [['x-api-key', apiKey] as const])],
  body: (wish) => {
    const system = wish.messages.filter(({ role }) => role === 'system').map(({ content }) => content).join('\n\n')
    return {
      model: wish.model,
      messages: wish.messages.filter(({ role }) => role !== 'system'),
      ...(system === '' ? {} : { system }),
      stream: true,
      max_tokens: wish.outputTokens,
      temperature: wish.temperature,
    }
  },
  interpret: readEvent,
  // Fields beyond Anthropic's own do not reach the engine, llama.cpp's included: no forced length, no cache switch, no timings.
  capabilities: (engine) => ({ ...openAiCapabilities(engine), forcedLength: false, timings: false }),
}
