/** Does a URL lead to this machine? Only then do its processes say anything about the server. */
import { lookup } from 'node:dns/promises'
import os from 'node:os'

export interface Endpoint {
  readonly host: string
  readonly port: number
}

/** Host without brackets, and the port, also where the scheme implies it. */
export function endpointOf(url: string): Endpoint {
  const { hostname, port, protocol } = new URL(url)
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port) }
}

function isOwnAddress(address: string): boolean {
  if (address.startsWith('127.') || address === '::1' || address === '0.0.0.0' || address === '::') return true
  return Object.values(os.networkInterfaces()).some((addresses) => addresses?.some((own) => own.address === address))
}

/** Resolves names; false when the name leads nowhere. */
export async function isThisMachine(host: string): Promise<boolean> {
  if (host === 'localhost' || isOwnAddress(host)) return true
  try {
    return (await lookup(host, { all: true })).every(({ address }) => isOwnAddress(address))
  } catch {
    return false
  }
}
