/** OpenAI Responses: typed events, with usage in the one that completes the answer. */
import { fieldsIn, type ServerError } from '../error-text.ts'
import { errorReading, nothing, textIn, wordIn, type Fields, type Reading } from '../reading.ts'
import { count, readTimings, type Usage } from '../usage.ts'
import { noHeaders, openAiCapabilities, type Adapter } from './adapter.ts'

function usageOf(stated: unknown): Usage {
  const usage = fieldsIn(stated)
  return {
    promptTokens: count(usage['input_tokens']),
    cachedTokens: count(fieldsIn(usage['input_tokens_details'])['cached_tokens']),
    outputTokens: count(usage['output_tokens']),
    reasoningTokens: count(fieldsIn(usage['output_tokens_details'])['reasoning_tokens']),
  }
}

/** The last event: `completed`, or `incomplete` with the reason, which is mostly the length. */
function readEnd(response: Fields, timings: unknown): Reading {
  const finishReason = wordIn(fieldsIn(response['incomplete_details'])['reason']) ?? wordIn(response['status']) ?? 'completed'
  return { ...nothing, usage: usageOf(response['usage']), timings: readTimings(timings ?? response['timings']), finishReason, isDone: true }
}

function errorIn(fields: Fields): ServerError {
  return errorReading({ error: fields })?.error ?? { code: null, message: 'the response failed' }
}

function readEvent(event: Fields): Reading {
  switch (event['type']) {
    case 'response.output_text.delta':
    case 'response.refusal.delta':
      return { ...nothing, content: textIn(event['delta']), contentField: 'delta' }
    case 'response.reasoning_text.delta':
    case 'response.reasoning_summary_text.delta':
    case 'response.reasoning.delta':
      return { ...nothing, reasoning: textIn(event['delta']), reasoningField: 'delta' }
    case 'response.function_call_arguments.delta':
      return { ...nothing, hasToolArguments: textIn(event['delta']) !== '' }
    case 'response.completed':
    case 'response.incomplete':
      return readEnd(fieldsIn(event['response']), event['timings'])
    case 'response.failed':
      return { ...nothing, error: errorIn(fieldsIn(fieldsIn(event['response'])['error'])) }
    case 'error':
      return { ...nothing, error: errorReading(event)?.error ?? errorIn(event) }
    default:
      return errorReading(event) ?? nothing
  }
}

export const openAiResponses: Adapter = {
  api: 'openai-responses',
  framing: 'sse',
  mount: 'base',
  path: '/responses',
  headers: noHeaders,
  body: (wish, dialect) => ({
    model: wish.model,
    input: wish.messages,
    stream: true,
    store: false,
    max_output_tokens: wish.outputTokens,
    temperature: wish.temperature,
    ...(dialect.forceLength ? { ignore_eos: true } : {}),
    ...(dialect.disablePromptCache ? { cache_prompt: false } : {}),
  }),
  interpret: readEvent,
  capabilities: (engine) => ({ ...openAiCapabilities(engine), forcedLength: engine === 'llama.cpp' || engine === 'llm-dyno-simulator' }),
}
