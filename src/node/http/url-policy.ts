/** Which addresses may be talked to: plain web URLs without a password in them, and no cloud metadata service. */
import { isIP } from 'node:net'
import { err, ok, type Result } from '../../core/result.ts'

export interface BadUrl {
  readonly code: 'not-a-url' | 'scheme' | 'user-info' | 'forbidden-address'
  readonly detail: string
}

const metadataHosts = new Set(['metadata.google.internal', 'metadata', 'instance-data', '100.100.100.200', 'fd00:ec2::254'])

/** Parses the URL of a server. Loopback and private networks are welcome: that is where local servers live. */
export function parseServerUrl(text: string): Result<URL, BadUrl> {
  let url: URL
  try {
    url = new URL(text)
  } catch {
    return err({ code: 'not-a-url', detail: text })
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return err({ code: 'scheme', detail: url.protocol })
  if (url.username !== '' || url.password !== '') return err({ code: 'user-info', detail: url.host })
  const host = hostOf(url)
  if (metadataHosts.has(host) || isForbiddenAddress(host)) return err({ code: 'forbidden-address', detail: host })
  return ok(url)
}

/** The host without brackets, lower case. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/gu, '').replace(/\.$/u, '').toLowerCase()
}

/** True for link-local addresses (where cloud metadata is served), also when a name resolves to one. */
export function isForbiddenAddress(address: string): boolean {
  const kind = isIP(address)
  if (kind === 4) return address.startsWith('169.254.') || metadataHosts.has(address)
  if (kind !== 6) return false
  const lower = address.toLowerCase()
  const mapped = /^::ffff:(.+)$/u.exec(lower)?.[1]
  if (mapped !== undefined) return isForbiddenAddress(mappedToDotted(mapped))
  return /^fe[89ab]/u.test(lower) || metadataHosts.has(lower)
}

function mappedToDotted(mapped: string): string {
  const groups = /^([0-9a-f]{1,4}):([0-9a-f]{1,4})$/u.exec(mapped)
  if (groups === null) return mapped
  const [high, low] = [Number.parseInt(groups[1] ?? '0', 16), Number.parseInt(groups[2] ?? '0', 16)]
  return `${high >> 8}.${high & 0xff}.${low >> 8}.${low & 0xff}`
}
