/** The routes of the simulator and the checks that come before them. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { countTokens } from '../text/tokens.ts'
import { answerTokens } from '../text/words.ts'
import { nowNs } from '../time/clock.ts'
import { readBody } from './body.ts'
import type { SimulatorContext } from './context.ts'
import { emulatedRoute } from './emulated.ts'
import { generate } from './generate.ts'
import { sendError, sendJson, sendText } from './reply.ts'

/** What `/version` and the startup line say. */
export const simulatorVersion = 'sim-0.1.0'
/** Who owns the model in `/v1/models`: how a client knows that nothing here is real. */
export const simulatorOwner = 'llm-dyno-simulator'
/** Header on every response, with value 1. */
export const simulatedHeader = 'x-llm-dyno-simulated'

/** Answers one request to a route. */
export type Handler = (context: SimulatorContext, request: IncomingMessage, response: ServerResponse, url: URL) => void | Promise<void>

const routes: Readonly<Record<string, Handler>> = {
  'POST /v1/chat/completions': (context, request, response) => generate(context, 'chat', request, response),
  'POST /v1/completions': (context, request, response) => generate(context, 'completion', request, response),
  'GET /v1/models': listModels,
  'GET /health': (_context, _request, response) => sendText(response, 200, 'text/plain', ''),
  'GET /version': (_context, _request, response) => sendJson(response, 200, { version: simulatorVersion }),
  'GET /metrics': ({ config, machine, metrics }, _request, response) => {
    const page = metrics.render(config.model, machine.stats(), config.machine.kvTokens)
    sendText(response, 200, 'text/plain; version=0.0.4; charset=utf-8', page)
  },
  'POST /tokenize': tokenize,
  'GET /dyno/stats': (_context, _request, response) => {
    const { user, system } = process.cpuUsage()
    sendJson(response, 200, { uptimeMs: process.uptime() * 1000, cpuMs: (user + system) / 1000 })
  },
  'GET /dyno/telemetry': readTelemetry,
  'GET /dyno/plan': readPlan,
  'GET /dyno/truth': readTruth,
  'DELETE /dyno/truth': ({ truth }, _request, response) => {
    truth.clear()
    sendJson(response, 200, { cleared: true })
  },
}

const htmlPage =
  '<!doctype html>\n<html><head><title>It works!</title></head><body><h1>It works!</h1>' +
  '<p>This is the default page of a web server, not of a language model.</p></body></html>\n'

/** Answers one request. */
export async function route(context: SimulatorContext, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { config } = context
  response.setHeader(simulatedHeader, '1')
  const url = new URL(request.url ?? '/', 'http://simulator.invalid')
  const own = url.pathname.startsWith('/dyno/')
  if (!own && config.faults.hang) return
  if (!own && config.faults.html) return sendText(response, 200, 'text/html; charset=utf-8', htmlPage)
  if (url.pathname.startsWith('/v1/') && !authorised(config.apiKey, request)) return sendError(response, wrongKey)
  const name = `${request.method ?? 'GET'} ${url.pathname}`
  const handler = (Object.hasOwn(routes, name) ? routes[name] : undefined) ?? emulatedRoute(context, name)
  if (handler === null) {
    return sendError(response, { status: 404, message: `Nothing at ${name}.`, type: 'NotFoundError' })
  }
  await handler(context, request, response, url)
}

const wrongKey = {
  status: 401,
  message: 'Incorrect API key provided.',
  type: 'invalid_request_error',
  code: 'invalid_api_key',
} as const

function authorised(apiKey: string | null, request: IncomingMessage): boolean {
  return apiKey === null || request.headers.authorization === `Bearer ${apiKey}`
}

function listModels({ config, startedAtS }: SimulatorContext, _request: IncomingMessage, response: ServerResponse): void {
  const entry = {
    id: config.model,
    object: 'model',
    created: startedAtS,
    owned_by: simulatorOwner,
    root: config.model,
    parent: null,
    max_model_len: config.contextTokens,
  }
  sendJson(response, 200, { object: 'list', data: [entry] })
}

async function tokenize({ config }: SimulatorContext, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { text } = await readBody(request)
  const prompt = promptOf(text)
  if (prompt === null) return sendError(response, { status: 400, message: 'prompt is missing.', type: 'BadRequestError' })
  const count = answerTokens(prompt) ?? countTokens(prompt)
  const tokens = Array.from({ length: count }, (_, index) => index)
  sendJson(response, 200, { count, max_model_len: config.contextTokens, tokens })
}

/** The text to count: `prompt` as vLLM names it, `content` as llama.cpp does. */
function promptOf(body: string): string | null {
  try {
    const { prompt, content } = JSON.parse(body) as { readonly prompt?: unknown; readonly content?: unknown }
    return typeof prompt === 'string' ? prompt : typeof content === 'string' ? content : null
  } catch {
    return null
  }
}

const noScenario = { status: 404, message: 'No scenario runs here: start the simulator with --scenario.', type: 'NotFoundError' } as const

/** What the sensors of the scenario's machine read now; `atNs` is of the clock that all processes share. */
function readTelemetry({ lab }: SimulatorContext, _request: IncomingMessage, response: ServerResponse): void {
  if (lab === null) return sendError(response, noScenario)
  sendJson(response, 200, { scenario: lab.id, atNs: nowNs(), host: lab.host(), signals: lab.telemetry() })
}

/** The load that brings the scenario's trouble out, as a plan file. */
function readPlan({ lab }: SimulatorContext, _request: IncomingMessage, response: ServerResponse): void {
  if (lab === null) return sendError(response, noScenario)
  sendJson(response, 200, lab.plan)
}

function readTruth({ truth }: SimulatorContext, _request: IncomingMessage, response: ServerResponse, url: URL): void {
  const id = url.searchParams.get('id')
  if (id === null) {
    const lines = truth.all().map((record) => `${JSON.stringify(record)}\n`)
    return sendText(response, 200, 'application/x-ndjson', lines.join(''))
  }
  const record = truth.find(id)
  if (record === undefined) return sendError(response, { status: 404, message: `No record "${id}".`, type: 'NotFoundError' })
  sendJson(response, 200, record)
}
