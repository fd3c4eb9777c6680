/** The servers the window knows: found on this machine's ports or added by the user, each with the result of its last probe. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { ServerId } from '../core/model/ids.ts'
import type { ProbeError, ServerInfo } from '../core/model/server.ts'
import type { RemoteAddress, RemoteConfig } from '../core/model/remote.ts'
import { ok, type Result } from '../core/result.ts'
import { writeFileAtomicSync } from '../node/files/atomic-write-sync.ts'
import { discoverServers } from '../node/servers/discover.ts'
import { probeServer, type Probe } from '../node/servers/probe.ts'
import { isLoopbackHost, parseTypedUrl, urlText } from '../node/servers/server-url.ts'
import type { Secrets } from './secrets.ts'
import type { TelemetryLinks } from './telemetry-links.ts'

const DISCOVERY_TIMEOUT_MS = 1_500
const PROBE_TIMEOUT_MS = 5_000

const addedSchema = z.array(z.object({ url: z.string(), name: z.string().nullable() })).max(200)
type Added = z.infer<typeof addedSchema>[number]

/** The same address always gets the same id, so that a server found again is recognised. */
export function serverIdOf(url: string): ServerId {
  return `srv-${createHash('sha256').update(url).digest('hex').slice(0, 12)}` as ServerId
}

const engineNames: Readonly<Record<ServerInfo['engine'], string>> = {
  ollama: 'Ollama', 'llama.cpp': 'llama.cpp', 'lm-studio': 'LM Studio', vllm: 'vLLM', sglang: 'SGLang', tgi: 'TGI', localai: 'LocalAI',
  koboldcpp: 'KoboldCpp', jan: 'Jan', 'llm-dyno-simulator': 'LLM Dyno simulator', unknown: '',
}

function defaultName(engine: ServerInfo['engine'], url: URL): string {
  return engineNames[engine] === '' ? url.host : engineNames[engine]
}

export class ServerDirectory {
  readonly #file: string
  readonly #secrets: Secrets
  readonly #links: TelemetryLinks
  readonly #onChange: (servers: readonly ServerInfo[]) => void
  readonly #servers = new Map<ServerId, ServerInfo>()
  #added: readonly Added[]

  constructor(file: string, secrets: Secrets, links: TelemetryLinks, onChange: (servers: readonly ServerInfo[]) => void) {
    this.#file = file
    this.#secrets = secrets
    this.#links = links
    this.#onChange = onChange
    this.#added = readAdded(file)
    for (const entry of this.#added) this.#remember(entry.url, entry.name, 'added', null)
  }

  list(): readonly ServerInfo[] {
    return [...this.#servers.values()]
  }

  get(id: ServerId): ServerInfo | null {
    return this.#servers.get(id) ?? null
  }

  /** The key to send to this server, for main's own use. */
  keyOf(server: ServerInfo): string | null {
    return this.#secrets.get(new URL(server.url).origin)
  }

  setKey(server: ServerInfo, key: string): void {
    this.#secrets.set(new URL(server.url).origin, key)
  }

  clearKey(server: ServerInfo): void {
    this.#secrets.clear(new URL(server.url).origin)
  }

  /** Where the telemetry of its machine comes from, with the token, for main's own use. */
  remoteOf(server: ServerInfo): RemoteConfig | null {
    return this.#links.configOf(server.url)
  }

  /** `address` null = this machine; `token` null keeps the stored one. Fails with what is wrong with a URL. */
  setTelemetry(server: ServerInfo, address: RemoteAddress | null, token: string | null): Result<ServerInfo, string> {
    if (address === null) this.#links.clear(server.url)
    else {
      const set = this.#links.set(server.url, address, token)
      if (!set.ok) return set
    }
    const changed = { ...server, telemetry: this.#links.of(server.url) }
    this.#servers.set(server.id, changed)
    this.#changed()
    return ok(changed)
  }

  /** Scans the loopback ports and probes every added server. A server that was found before and is gone now is dropped. */
  async discover(extraPorts: readonly number[] = []): Promise<readonly ServerInfo[]> {
    const [found] = await Promise.all([
      discoverServers({ timeoutMs: DISCOVERY_TIMEOUT_MS }),
      ...this.#added.map((entry) => this.#probe(entry.url, entry.name, 'added')),
      ...extraPorts.map((port) => this.#probe(`http://127.0.0.1:${port}`, null, 'found')),
    ])
    const foundIds = new Set(found.map(({ url }) => serverIdOf(url)))
    for (const server of this.list()) {
      const isExtra = extraPorts.some((port) => server.url === `http://127.0.0.1:${port}`)
      if (server.origin === 'found' && !foundIds.has(server.id) && !isExtra) this.#servers.delete(server.id)
    }
    for (const { url, result } of found) {
      const key = this.#secrets.get(new URL(url).origin)
      if (key !== null && !result.ok) await this.#probe(url, null, 'found')
      else if (this.#servers.get(serverIdOf(url))?.origin !== 'added') this.#remember(url, null, 'found', result)
    }
    return this.#changed()
  }

  /** @returns the server with the result of its probe (which may be an error to show), or why the URL can't be used. */
  async add(text: string, name: string | null, apiKey: string | null): Promise<Result<ServerInfo, ProbeError>> {
    const url = parseTypedUrl(text)
    if (!url.ok) return { ok: false, error: { code: 'bad-url', detail: url.error } }
    if (apiKey !== null) this.#secrets.set(url.value.origin, apiKey)
    const address = urlText(url.value)
    this.#added = [...this.#added.filter((entry) => entry.url !== address), { url: address, name }]
    this.#save()
    const server = await this.#probe(address, name, 'added')
    this.#changed()
    return { ok: true, value: server }
  }

  remove(server: ServerInfo): void {
    this.#added = this.#added.filter((entry) => entry.url !== server.url)
    this.#save()
    this.clearKey(server)
    this.#links.clear(server.url)
    this.#servers.delete(server.id)
    this.#changed()
  }

  async probe(server: ServerInfo): Promise<ServerInfo> {
    const entry = this.#added.find(({ url }) => url === server.url)
    const probed = await this.#probe(server.url, entry?.name ?? null, server.origin)
    this.#changed()
    return probed
  }

  async #probe(url: string, name: string | null, origin: ServerInfo['origin']): Promise<ServerInfo> {
    const result = await probeServer(url, { apiKey: this.#secrets.get(new URL(url).origin), timeoutMs: PROBE_TIMEOUT_MS })
    return this.#remember(url, name, origin, result)
  }

  #remember(address: string, name: string | null, origin: ServerInfo['origin'], result: Result<Probe, ProbeError> | null): ServerInfo {
    const url = new URL(address)
    const probe = result?.ok === true ? result.value : null
    const engine = probe?.engine ?? 'unknown'
    const server: ServerInfo = {
      id: serverIdOf(address),
      name: name ?? defaultName(engine, url),
      url: address,
      apiBaseUrl: probe?.apiBaseUrl ?? null,
      engine,
      engineVersion: probe?.engineVersion ?? null,
      apis: probe?.apis ?? [],
      models: probe?.models ?? [],
      reachable: probe !== null,
      error: result?.ok === false ? result.error : null,
      simulated: probe?.simulated ?? false,
      origin,
      hasKey: this.#secrets.has(url.origin),
      isLoopback: isLoopbackHost(url.hostname),
      slots: probe?.slots ?? null,
      telemetry: this.#links.of(address),
    }
    this.#servers.set(server.id, server)
    return server
  }

  #changed(): readonly ServerInfo[] {
    const servers = this.list()
    this.#onChange(servers)
    return servers
  }

  #save(): void {
    writeFileAtomicSync(this.#file, `${JSON.stringify(this.#added, null, 2)}\n`)
  }
}

function readAdded(file: string): readonly Added[] {
  try {
    return addedSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).filter((entry) => parseTypedUrl(entry.url).ok)
  } catch {
    return []
  }
}
