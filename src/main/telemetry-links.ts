/** Where the telemetry of each server's machine comes from, when that is another one. Tokens are kept by `Secrets`, bound to the address. */
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { RemoteAddress, RemoteConfig } from '../core/model/remote.ts'
import type { ServerTelemetry } from '../core/model/server.ts'
import { err, ok, type Result } from '../core/result.ts'
import { writeFileAtomicSync } from '../node/files/atomic-write-sync.ts'
import { parseTypedUrl, urlText } from '../node/servers/server-url.ts'
import { remoteAddressSchema } from '../shared/schema/remote.ts'
import type { Secrets } from './secrets.ts'

const fileSchema = z.record(z.string(), remoteAddressSchema)

/** Apart from the API key of a server at the same address. */
const secretName = (address: RemoteAddress): string => `telemetry:${new URL(address.kind === 'exporters' ? (address.urls[0] ?? '') : address.url).origin}`

/** Within the policy of all requests, and written alike; else what is wrong. */
function checkedUrls(address: RemoteAddress): Result<RemoteAddress, string> {
  const urls = (address.kind === 'exporters' ? address.urls : [address.url]).map(parseTypedUrl)
  const texts: string[] = []
  for (const url of urls) {
    if (!url.ok) return url
    texts.push(urlText(url.value))
  }
  return ok(address.kind === 'exporters' ? { ...address, urls: texts } : { ...address, url: texts[0] ?? address.url })
}

export class TelemetryLinks {
  readonly #file: string
  readonly #secrets: Secrets
  #links: Readonly<Record<string, RemoteAddress>>

  constructor(file: string, secrets: Secrets) {
    this.#file = file
    this.#secrets = secrets
    this.#links = readLinks(file)
  }

  /** What the window may know; null = this machine. */
  of(serverUrl: string): ServerTelemetry | null {
    const address = this.#links[serverUrl]
    return address === undefined ? null : { address, hasToken: this.#secrets.has(secretName(address)) }
  }

  /** With its token, for main and the recorder only. */
  configOf(serverUrl: string): RemoteConfig | null {
    const address = this.#links[serverUrl]
    return address === undefined ? null : { address, token: this.#secrets.get(secretName(address)) }
  }

  /** `token` null keeps the one that is stored for this address. Fails with what is wrong with a URL. */
  set(serverUrl: string, wanted: RemoteAddress, token: string | null): Result<null, string> {
    const checked = checkedUrls(wanted)
    if (!checked.ok) return err(checked.error)
    const before = this.#links[serverUrl]
    if (before !== undefined && secretName(before) !== secretName(checked.value)) this.#forgetToken(serverUrl)
    if (token !== null) this.#secrets.set(secretName(checked.value), token)
    this.#save({ ...this.#links, [serverUrl]: checked.value })
    return ok(null)
  }

  clear(serverUrl: string): void {
    if (this.#links[serverUrl] === undefined) return
    this.#forgetToken(serverUrl)
    const { [serverUrl]: _removed, ...rest } = this.#links
    this.#save(rest)
  }

  /** Another server may be read through the same address: its token stays then. */
  #forgetToken(serverUrl: string): void {
    const own = this.#links[serverUrl]
    if (own === undefined) return
    const isShared = Object.entries(this.#links).some(([url, address]) => url !== serverUrl && secretName(address) === secretName(own))
    if (!isShared) this.#secrets.clear(secretName(own))
  }

  #save(links: Readonly<Record<string, RemoteAddress>>): void {
    this.#links = links
    writeFileAtomicSync(this.#file, `${JSON.stringify(links, null, 2)}\n`)
  }
}

function readLinks(file: string): Readonly<Record<string, RemoteAddress>> {
  try {
    const found = fileSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
    return Object.fromEntries(Object.entries(found).filter(([, address]) => checkedUrls(address).ok))
  } catch {
    return {}
  }
}
