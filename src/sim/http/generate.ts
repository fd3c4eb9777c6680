/** Handles one generation request from its body to the last chunk. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createRandom, hashText, logNormalFactor } from '../random.ts'
import type { ScriptPlan } from '../script/plan.ts'
import { AnswerText } from '../text/words.ts'
import type { FinishReason } from './answer.ts'
import { readBody } from './body.ts'
import type { SimulatorContext } from './context.ts'
import { answerFromMachine } from './from-machine.ts'
import { answerFromScript } from './from-script.ts'
import { sendError, sendJson, sendText } from './reply.ts'
import { BadRequest, parseGeneration } from './request.ts'
import type { Endpoint, GenerationRequest } from './request.ts'
import { meetFate } from './fate.ts'
import { strikeErrors } from './strikes.ts'

/** A request that will be answered, with what was decided about the answer. */
export type Job = {
  readonly request: GenerationRequest
  readonly response: ServerResponse
  readonly id: string
  readonly receivedNs: number
  readonly text: AnswerText
  readonly cachedTokens: number
  /** Time that the model takes to load before this request is looked at, ms. */
  readonly loadMs: number
}

/** How long an answer is and why it ends there. */
export type AnswerLength = { readonly tokens: number; readonly reason: FinishReason }

const idPrefixes: Readonly<Record<Endpoint, string>> = {
  chat: 'chatcmpl',
  completion: 'cmpl',
  'ollama-chat': 'ollama',
  'ollama-generate': 'ollama',
  'llama-cpp': 'cmpl',
  responses: 'resp',
  messages: 'msg',
}

/** Output tokens when the request sets no limit. */
const defaultMaxTokens = 256
/** Answers end by themselves around this share of their limit … */
const naturalLengthShare = 0.9
/** … with this log-normal shape. */
const naturalLengthSigma = 0.35

/** Reads, checks and answers a request. */
export async function generate(context: SimulatorContext, endpoint: Endpoint, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(message)
  if (body.tooLarge) return sendError(response, { status: 413, message: 'The request body is too large.', type: 'BadRequestError' })
  try {
    if (endpoint === 'ollama-generate' && isUnload(body.text)) return unload(context, response)
    const request = parseGeneration(endpoint, body.text, message, context.config.model)
    if (!request.stream && endpoint !== 'chat' && endpoint !== 'completion')
      throw new BadRequest('The simulator only streams here: set "stream": true.')
    const number = context.nextRequestNumber()
    context.onGeneration()
    if (strike(context, response) || (await meetFate(context, request, response))) return
    answer(context, request, response, number, body.receivedNs)
  } catch (error) {
    if (!(error instanceof BadRequest)) throw error
    sendError(response, error.reply)
  }
}

/** Ollama drops a model that is asked for no answer and to be kept for no time. */
function isUnload(text: string): boolean {
  try {
    const { prompt, keep_alive: keepAlive } = JSON.parse(text) as { readonly prompt?: unknown; readonly keep_alive?: unknown }
    return (prompt === undefined || prompt === '') && (keepAlive === 0 || keepAlive === '0')
  } catch {
    return false
  }
}

function unload({ config, memory }: SimulatorContext, response: ServerResponse): void {
  memory.loaded = false
  sendJson(response, 200, { model: config.model, created_at: new Date().toISOString(), response: '', done: true, done_reason: 'unload' })
}

/** Lets a fault take the request; true when one did. */
function strike(context: SimulatorContext, response: ServerResponse): boolean {
  const struck = context.dice.roll()
  if (struck === 'none') return false
  if (struck === 'hang') return true
  if (struck === 'empty-stream') {
    sendText(response, 200, 'text/event-stream; charset=utf-8', '')
    return true
  }
  if (struck === 'http-429') response.setHeader('retry-after', '1')
  sendError(response, strikeErrors[struck])
  return true
}

function answer(context: SimulatorContext, request: GenerationRequest, response: ServerResponse, number: number, receivedNs: number): void {
  const { config } = context
  const id = `${idPrefixes[request.endpoint]}-sim-${config.machine.seed}-${number}`
  const textSeed = hashText(`${config.machine.seed}:${request.seed}:${request.prompt}`)
  const script = request.script ?? pickScript(config.scripts, number)
  const length = script === null ? outputLength(context, request, textSeed) : null
  const cachedTokens = context.prefixCache?.lookUp(request.prompt, request.promptTokens) ?? 0
  // A script says when its tokens come, so nothing is added to it.
  const loadMs = !context.memory.loaded && script === null ? config.loadMs : 0
  context.memory.loaded = true
  const job: Job = { request, response, id, receivedNs, cachedTokens, loadMs, text: new AnswerText(textSeed) }
  context.metrics.prompt(request.promptTokens, cachedTokens)
  if (script !== null) answerFromScript(context, job, script)
  else if (length !== null) answerFromMachine(context, job, length)
}

function pickScript(scripts: readonly ScriptPlan[], number: number): ScriptPlan | null {
  return scripts[(number - 1) % scripts.length] ?? null
}

/** The limit, or less when the answer ends by itself; throws BadRequest when it can't fit. */
function outputLength(context: SimulatorContext, request: GenerationRequest, seed: number): AnswerLength {
  const { contextTokens, machine } = context.config
  const room = Math.min(contextTokens, machine.kvTokens)
  const limit = Math.max(1, request.maxTokens ?? Math.min(defaultMaxTokens, room - request.promptTokens))
  if (request.promptTokens + limit > room) throw contextOverflow(room, request.promptTokens, limit)
  if (request.ignoreEos) return { tokens: limit, reason: 'length' }
  const natural = Math.round(limit * naturalLengthShare * logNormalFactor(createRandom(seed), naturalLengthSigma))
  const tokens = Math.min(limit, Math.max(1, request.minTokens, natural))
  return { tokens, reason: tokens < limit ? 'stop' : 'length' }
}

function contextOverflow(room: number, promptTokens: number, limit: number): BadRequest {
  const error = new BadRequest(
    `This model's maximum context length is ${room} tokens. However, you requested ${promptTokens + limit} tokens ` +
      `(${promptTokens} in the messages, ${limit} in the completion). Please reduce the length of the messages or completion.`,
    400,
    'messages',
  )
  return Object.assign(error, { reply: { ...error.reply, type: 'invalid_request_error', code: 'context_length_exceeded' } })
}
