/** Turns the URL of a server into one pinned address, so that all requests of a run go to the same place. */
import { lookup } from 'node:dns/promises'
import { connect, isIP } from 'node:net'
import { err, ok, type Result } from '../../core/result.ts'
import { hostOf, isForbiddenAddress, parseServerUrl } from './url-policy.ts'

export interface PinnedTarget {
  readonly url: URL
  /** A literal IP address. */
  readonly address: string
  readonly port: number
  readonly isTls: boolean
  /** For certificates; null for an address in the URL. */
  readonly serverName: string | null
  /** A certificate to trust beside the system's. */
  readonly ca?: Uint8Array
}

export interface ResolveError {
  readonly code: string
  readonly message: string
}

/** Looks the name up once; of several addresses the first that accepts a connection is taken, else simply the first. */
export async function resolveTarget(text: string, connectMs: number): Promise<Result<PinnedTarget, ResolveError>> {
  const parsed = parseServerUrl(text)
  if (!parsed.ok) return err({ code: 'bad-url', message: `${parsed.error.code}: ${parsed.error.detail}` })
  const url = parsed.value
  const host = hostOf(url)
  const isTls = url.protocol === 'https:'
  const port = url.port === '' ? (isTls ? 443 : 80) : Number(url.port)
  if (isIP(host) !== 0) return ok({ url, address: host, port, isTls, serverName: null })
  const addresses = await addressesOf(host)
  if (!addresses.ok) return addresses
  const address = await firstAccepting(addresses.value, port, connectMs)
  return ok({ url, address, port, isTls, serverName: host })
}

async function addressesOf(host: string): Promise<Result<readonly string[], ResolveError>> {
  try {
    const found = await lookup(host, { all: true })
    const allowed = found.map(({ address }) => address).filter((address) => !isForbiddenAddress(address))
    if (allowed.length > 0) return ok(allowed)
    return err({ code: 'forbidden-address', message: `${host} resolves to a forbidden address` })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'ENOTFOUND'
    return err({ code, message: `The name ${host} can't be resolved (${code}).` })
  }
}

async function firstAccepting(addresses: readonly string[], port: number, connectMs: number): Promise<string> {
  const [first = '127.0.0.1'] = addresses
  if (addresses.length === 1) return first
  for (const address of addresses) if (await accepts(address, port, connectMs)) return address
  return first
}

function accepts(address: string, port: number, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port })
    const finish = (accepted: boolean): void => {
      socket.destroy()
      resolve(accepted)
    }
    socket.setTimeout(timeoutMs, () => finish(false))
    socket.once('connect', () => finish(true))
    socket.once('error', () => finish(false))
  })
}
