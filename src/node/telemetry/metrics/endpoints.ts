/** Where each kind of server tells about itself. */
import type { ServerEngine } from '../../../core/model/plan.ts'
import type { SignalName } from '../../../core/model/telemetry.ts'
import { isLmStudioModels, isMetricsPage, isOllamaPs, readLmStudioModels, readMetricsPage, readOllamaPs, readSlots, type ServerReading } from '../../../core/server-metrics/reading.ts'

export interface Page {
  readonly text: string
  readonly json: unknown
}

export interface MetricsEndpoint {
  readonly path: string
  readonly signals: readonly SignalName[]
  /** True where nothing to tell is a state, such as no model loaded, and not a sign of another kind of server. */
  readonly mayBeSilent: boolean
  /** False for a page that is none of its kind: garbled, cut off, or of something in between. */
  isReadable(page: Page): boolean
  read(page: Page, model: string): ServerReading
}

const prometheus: MetricsEndpoint = {
  path: '/metrics',
  mayBeSilent: false,
  signals: ['srv.running', 'srv.waiting', 'srv.kv', 'srv.preempt', 'srv.prefix.hit', 'srv.tokens'],
  isReadable: ({ text }) => isMetricsPage(text),
  read: ({ text }, model) => readMetricsPage(text, model),
}
const slots: MetricsEndpoint = { path: '/slots', mayBeSilent: false, signals: ['srv.slots.busy', 'srv.slots.total', 'srv.kv'], isReadable: ({ json }) => Array.isArray(json), read: ({ json }) => readSlots(json) }
const ollamaPs: MetricsEndpoint = { path: '/api/ps', mayBeSilent: true, signals: ['srv.model.bytes', 'srv.model.vram'], isReadable: ({ json }) => isOllamaPs(json), read: ({ json }, model) => readOllamaPs(json, model) }

const lmStudioModels: MetricsEndpoint = {
  path: '/api/v0/models', mayBeSilent: true, signals: ['srv.model.loaded'], isReadable: ({ json }) => isLmStudioModels(json), read: ({ json }, model) => readLmStudioModels(json, model),
}

/** Empty for servers that are known to tell nothing. */
export function endpointsOf(engine: ServerEngine): readonly MetricsEndpoint[] {
  switch (engine) {
    case 'ollama': return [ollamaPs]
    case 'llama.cpp': return [prometheus, slots]
    case 'lm-studio': return [lmStudioModels]
    case 'koboldcpp': case 'jan': return []
    default: return [prometheus]
  }
}

/** `http://host:1/v1` → `http://host:1`: these pages lie beside the OpenAI routes. */
export function rootOf(apiBaseUrl: string): string {
  return apiBaseUrl.replace(/\/+$/, '').replace(/\/v1$/, '')
}
