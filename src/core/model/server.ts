/** A model server the user can run against, as found by probing. Keys are never part of it. */
import type { ServerId } from './ids.ts'
import type { ApiKind, ServerEngine } from './plan.ts'
import type { RemoteAddress } from './remote.ts'

/** `code` is translated; `detail` is the server's or the system's own word. */
export interface ProbeError {
  readonly code: 'refused' | 'timeout' | 'dns' | 'auth' | 'not-openai' | 'html' | 'loading' | 'tls' | 'bad-url' | 'other'
  readonly detail: string
}

/** A token is never part of it. */
export interface ServerTelemetry {
  readonly address: RemoteAddress
  readonly hasToken: boolean
}

export interface ServerInfo {
  readonly id: ServerId
  readonly name: string
  /** The URL as the user knows it, e.g. `http://127.0.0.1:11434`. */
  readonly url: string
  /** Base of the OpenAI routes after probing (with or without `/v1`); null when not reachable yet. */
  readonly apiBaseUrl: string | null
  readonly engine: ServerEngine
  readonly engineVersion: string | null
  /** What it offers, the best for measuring first; empty when not reachable. */
  readonly apis: readonly ApiKind[]
  readonly models: readonly string[]
  readonly reachable: boolean
  readonly error: ProbeError | null
  readonly simulated: boolean
  /** `found` by scanning the well-known ports, or `added` by the user (kept in the settings). */
  readonly origin: 'found' | 'added'
  readonly hasKey: boolean
  readonly isLoopback: boolean
  /** Parallel slots where the server tells (llama.cpp `/props`). */
  readonly slots: number | null
  /** Where the telemetry of its machine comes from; null or absent = this machine. */
  readonly telemetry?: ServerTelemetry | null | undefined
}
