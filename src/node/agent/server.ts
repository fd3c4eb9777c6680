/** The agent: an HTTP server on the machine that runs the model. It reads sensors only while somebody listens, and answers nobody without the token. */
import { randomUUID } from 'node:crypto'
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import type { ServerEngine, Target } from '../../core/model/plan.ts'
import { agentFormat, agentPaths, agentVersion, type AgentHello } from '../../shared/schema/agent/v1.ts'
import { sessionClock } from '../clock.ts'
import { basicHostInfo } from '../telemetry/host-info.ts'
import type { Clock } from '../telemetry/source.ts'
import type { Sampler } from '../telemetry/sampler.ts'
import { streamSamples } from './stream.ts'
import { tokenCheck } from './token.ts'

const maxStreams = 4
const maxConnections = 64
/** Else connections that never finish asking would hold their places for half a minute. */
const connectionsCheckingInterval = 1_000
/** Slows down whoever tries tokens. */
const refusalDelayMs = 300

export interface AgentOptions {
  readonly host: string
  readonly port: number
  readonly token: string
  readonly tls: { readonly cert: string; readonly key: string } | null
  /** Where the model server listens on this machine; null = only the machine itself is read. */
  readonly serverPort: number | null
  readonly appVersion: string
  /** The sensors of one listener. */
  readonly createSampler: () => Sampler
  readonly machine?: string
  readonly onStreams?: (open: number, peer: string) => void
}

export interface Agent {
  readonly url: string
  readonly port: number
  close(): Promise<void>
}

/** Rejects when the address can't be listened on or the certificate can't be read. */
export async function startAgent(options: AgentOptions): Promise<Agent> {
  const core = new AgentCore(options)
  const server = options.tls === null ? http.createServer({ connectionsCheckingInterval }) : https.createServer({ cert: options.tls.cert, key: options.tls.key, minVersion: 'TLSv1.2', connectionsCheckingInterval })
  server.maxConnections = maxConnections
  server.headersTimeout = 5_000
  server.requestTimeout = 15_000
  server.keepAliveTimeout = 30_000
  server.on('request', (request: IncomingMessage, response: ServerResponse) => core.answer(request, response))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const { port } = server.address() as AddressInfo
  const shown = options.host.includes(':') ? `[${options.host}]` : options.host
  return {
    port,
    url: `${options.tls === null ? 'http' : 'https'}://${shown}:${port}`,
    close: () => new Promise((resolve) => {
      core.close()
      server.close(() => resolve())
      server.closeAllConnections()
    }),
  }
}

class AgentCore {
  readonly #options: AgentOptions
  readonly #clock: Clock = sessionClock(process.hrtime.bigint())
  readonly #instance = randomUUID()
  readonly #isAllowed: (header: string | undefined) => boolean
  readonly #streams = new Set<() => void>()

  constructor(options: AgentOptions) {
    this.#options = options
    this.#isAllowed = tokenCheck(options.token)
  }

  answer(request: IncomingMessage, response: ServerResponse): void {
    const receivedMs = this.#clock.nowMs()
    request.resume()
    if (!this.#isAllowed(request.headers.authorization)) {
      setTimeout(() => response.writeHead(401, { 'www-authenticate': 'Bearer', connection: 'close' }).end(), refusalDelayMs)
      return
    }
    if (request.method !== 'GET') return void response.writeHead(405, { allow: 'GET' }).end()
    // Not with URL: it throws on some targets, `//` among them.
    const [path = '', query] = (request.url ?? '').split('?')
    if (path === agentPaths.time) return sendJson(response, { instance: this.#instance, receivedMs, sentMs: this.#clock.nowMs(), wallMs: Date.now() })
    if (path === agentPaths.hello) return sendJson(response, this.#hello())
    if (path === agentPaths.stream) return this.#stream(request, response, new URLSearchParams(query))
    response.writeHead(404).end()
  }

  close(): void {
    for (const end of [...this.#streams]) end()
  }

  #hello(): AgentHello {
    const { hostname, os: system, cpuModel, cpuCores, memoryBytes } = basicHostInfo({ appVersion: this.#options.appVersion, runtime: process.version })
    return {
      format: agentFormat, versions: [agentVersion], instance: this.#instance, machine: this.#options.machine ?? hostname ?? os.hostname(),
      appVersion: this.#options.appVersion, os: system, cpuModel, cpuCores, memoryBytes, serverPort: this.#options.serverPort,
    }
  }

  #stream(request: IncomingMessage, response: ServerResponse, query: URLSearchParams): void {
    if (this.#streams.size >= maxStreams) return void response.writeHead(503).end()
    const peer = request.socket.remoteAddress ?? ''
    const sampler = this.#options.createSampler()
    const end = streamSamples(response, { sampler, clock: this.#clock, subject: this.#subject(query), onEnd: () => {
      this.#streams.delete(end)
      this.#options.onStreams?.(this.#streams.size, peer)
    } })
    this.#streams.add(end)
    this.#options.onStreams?.(this.#streams.size, peer)
  }

  /** Which server is read is the agent's own choice; the listener only says what kind it is and which model is measured. */
  #subject(query: URLSearchParams): { readonly target: Target } | null {
    const port = this.#options.serverPort
    if (port === null) return null
    const engine = (query.get('engine') ?? 'unknown').slice(0, 40) as ServerEngine
    const model = (query.get('model') ?? '').slice(0, 512)
    return { target: { name: '', engine, engineVersion: null, api: 'openai-chat', apiBaseUrl: `http://127.0.0.1:${port}/v1`, model, simulated: false } }
  }
}

function sendJson(response: ServerResponse, value: unknown): void {
  const text = JSON.stringify(value)
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), 'cache-control': 'no-store' }).end(text)
}
