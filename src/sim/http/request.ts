/** Turns the JSON body of a generation request into what the simulator needs, or into a 4xx. */
import type { IncomingMessage } from 'node:http'
import { parseScript } from '../script/plan.ts'
import type { ScriptPlan } from '../script/plan.ts'
import { countTokens } from '../text/tokens.ts'
import type { ApiError } from './reply.ts'
import { asOpenAi } from './translate.ts'
import { isChat } from './wire/wire.ts'

/** Which generation endpoint was called. */
export type Endpoint = 'chat' | 'completion' | 'ollama-chat' | 'ollama-generate' | 'llama-cpp' | 'responses' | 'messages'

/** A valid generation request. */
export type GenerationRequest = {
  readonly endpoint: Endpoint
  readonly stream: boolean
  readonly includeUsage: boolean
  /** Usage so far in every chunk. */
  readonly continuousUsage: boolean
  readonly prompt: string
  readonly promptTokens: number
  /** Null = the server's default. */
  readonly maxTokens: number | null
  readonly minTokens: number
  readonly ignoreEos: boolean
  readonly seed: number
  readonly script: ScriptPlan | null
  /** The client's own id for the truth log. */
  readonly requestId: string | null
}

/** Tokens that a chat template adds around each message. */
const templateTokensPerMessage = 4

/** A request that can't be served, with the error to send. */
export class BadRequest extends Error {
  readonly reply: ApiError
  constructor(message: string, status = 400, param: string | null = null) {
    super(message)
    this.reply = { status, message, type: status === 404 ? 'NotFoundError' : 'BadRequestError', param }
  }
}

type Fields = Readonly<Record<string, unknown>>

/** Parses a body; throws BadRequest. */
export function parseGeneration(endpoint: Endpoint, text: string, request: IncomingMessage, model: string): GenerationRequest {
  const fields = asOpenAi(endpoint, parseFields(text))
  const wanted = fields['model']
  if (wanted !== undefined && wanted !== model) throw new BadRequest(`The model ${JSON.stringify(wanted)} does not exist.`, 404, 'model')
  const { prompt, promptTokens } = limited(isChat(endpoint) ? readMessages(fields['messages']) : readPrompt(fields['prompt']), fields['num_ctx'])
  const options = isFields(fields['stream_options']) ? fields['stream_options'] : {}
  const header = request.headers['x-dyno-request-id']
  const ownId = fields['dyno_request_id'] ?? header
  return {
    endpoint,
    stream: fields['stream'] === true,
    includeUsage: options['include_usage'] === true,
    continuousUsage: options['continuous_usage_stats'] === true,
    prompt,
    promptTokens,
    maxTokens: readCount(fields, 'max_completion_tokens') ?? readCount(fields, 'max_tokens'),
    minTokens: readCount(fields, 'min_tokens') ?? 0,
    ignoreEos: fields['ignore_eos'] === true,
    seed: typeof fields['seed'] === 'number' ? fields['seed'] : 0,
    script: readScript(fields['dyno_script']),
    requestId: typeof ownId === 'string' && ownId !== '' ? ownId : null,
  }
}

/** Ollama reads only what fits into the context it was told to use, and says nothing about it. */
function limited<T extends { readonly promptTokens: number }>(read: T, contextTokens: unknown): T {
  return typeof contextTokens === 'number' ? { ...read, promptTokens: Math.min(read.promptTokens, Math.max(1, contextTokens)) } : read
}

function parseFields(text: string): Fields {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new BadRequest('The request body is not valid JSON.')
  }
  if (!isFields(value)) throw new BadRequest('The request body must be a JSON object.')
  return value
}

function readMessages(value: unknown): { prompt: string; promptTokens: number } {
  if (!Array.isArray(value) || value.length === 0) throw new BadRequest('messages must be a non-empty array.', 400, 'messages')
  const messages = value.filter(isFields)
  const texts = messages.map((message) => contentText(message['content']))
  const promptTokens = texts.reduce((total, text) => total + countTokens(text) + templateTokensPerMessage, 0)
  return { prompt: texts.join('\n'), promptTokens: Math.max(1, promptTokens) }
}

function readPrompt(value: unknown): { prompt: string; promptTokens: number } {
  if (typeof value === 'string') return { prompt: value, promptTokens: Math.max(1, countTokens(value)) }
  if (!Array.isArray(value) || value.length === 0) throw new BadRequest('prompt must be text or an array.', 400, 'prompt')
  if (value.every((token) => typeof token === 'number')) return { prompt: value.join(' '), promptTokens: value.length }
  return readPrompt(value.map(String).join('\n'))
}

function contentText(content: unknown): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content
    .filter(isFields)
    .map((part) => (typeof part['text'] === 'string' ? part['text'] : ''))
    .join('')
}

function readCount(fields: Fields, name: string): number | null {
  const value = fields[name]
  if (value === undefined || value === null) return null
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) {
    throw new BadRequest(`${name} must be a whole number.`, 400, name)
  }
  return value
}

function readScript(value: unknown): ScriptPlan | null {
  if (value === undefined || value === null) return null
  try {
    return parseScript(value)
  } catch (error) {
    throw new BadRequest(`dyno_script: ${error instanceof Error ? error.message : String(error)}`, 400, 'dyno_script')
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
