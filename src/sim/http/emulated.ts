/** The routes of other servers that the simulator can stand in for. */
import type { Emulation } from '../options.ts'
import type { SimulatorContext } from './context.ts'
import { generate } from './generate.ts'
import { sendJson } from './reply.ts'
import type { Handler } from './routes.ts'

/** Versions that no real server has. */
const versions = { ollama: '0.0.0-sim', 'llama.cpp': 'b0-sim' } as const
/** There is no model, so it has no size; clients want a number. */
const modelBytes = 4_000_000_000

function ollamaModel({ config }: SimulatorContext): Readonly<Record<string, unknown>> {
  return {
    name: config.model,
    model: config.model,
    size: modelBytes,
    digest: '0'.repeat(64),
    details: { family: 'simulated', parameter_size: '8B', quantization_level: 'none' },
  }
}

function slots({ config, machine }: SimulatorContext): readonly Readonly<Record<string, unknown>>[] {
  const { running } = machine.stats()
  return Array.from({ length: config.machine.slots }, (_, id) => ({ id, n_ctx: config.contextTokens, is_processing: id < running }))
}

const ollama: Readonly<Record<string, Handler>> = {
  'GET /api/version': (_context, _request, response) => sendJson(response, 200, { version: versions.ollama }),
  'GET /api/tags': (context, _request, response) => sendJson(response, 200, { models: [ollamaModel(context)] }),
  'GET /api/ps': (context, _request, response) =>
    sendJson(response, 200, { models: context.memory.loaded ? [{ ...ollamaModel(context), size_vram: modelBytes, context_length: context.config.contextTokens }] : [] }),
  'POST /api/chat': (context, request, response) => generate(context, 'ollama-chat', request, response),
  'POST /api/generate': (context, request, response) => generate(context, 'ollama-generate', request, response),
}

const llamaCpp: Readonly<Record<string, Handler>> = {
  'GET /props': ({ config }, _request, response) =>
    sendJson(response, 200, {
      default_generation_settings: { n_ctx: config.contextTokens },
      total_slots: config.machine.slots,
      model_alias: config.model,
      build_info: versions['llama.cpp'],
      is_sleeping: false,
    }),
  'GET /slots': (context, _request, response) => sendJson(response, 200, slots(context)),
  'POST /completion': (context, request, response) => generate(context, 'llama-cpp', request, response),
}

const routes: Readonly<Record<Emulation, Readonly<Record<string, Handler>>>> = {
  ollama,
  'llama.cpp': llamaCpp,
  responses: { 'POST /v1/responses': (context, request, response) => generate(context, 'responses', request, response) },
  anthropic: { 'POST /v1/messages': (context, request, response) => generate(context, 'messages', request, response) },
}

/** The handler of a route such as `GET /props` among those that are emulated; null when there is none. */
export function emulatedRoute({ config }: SimulatorContext, name: string): Handler | null {
  for (const emulation of config.emulate) {
    const found = Object.hasOwn(routes[emulation], name) ? routes[emulation][name] : undefined
    if (found !== undefined) return found
  }
  return null
}
