/** Turns what a person types into a server URL that is safe to call, or says what is wrong with it. */
import { err, ok, type Result } from '../../core/result.ts'

/** Cloud metadata services: never a model server, always refused. */
const metadataHosts = /^(169\.254\.\d+\.\d+|\[fd00:ec2::254\]|metadata\.google\.internal)$/i

/**
 * Accepts `host:port`, `http://…` and `https://…`. Query, fragment and trailing slashes are dropped.
 * @returns the URL, or a short reason in English for the detail of a `bad-url` error.
 */
export function parseServerUrl(text: string): Result<URL, string> {
  const trimmed = text.trim()
  const withScheme = /^[a-z][a-z\d+.-]*:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`
  if (!URL.canParse(withScheme)) return err(`not a URL: ${trimmed}`)
  const url = new URL(withScheme)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return err(`${url.protocol.slice(0, -1)} is not supported, only http and https`)
  if (url.username !== '' || url.password !== '') return err('a user name or password in the URL is not accepted; store a key instead')
  if (metadataHosts.test(url.hostname)) return err(`${url.hostname} is a metadata address, not a model server`)
  url.search = ''
  url.hash = ''
  url.pathname = url.pathname.replace(/\/+$/, '')
  return ok(url)
}

/** The URL as text, without the slash that `URL` puts after a bare host. */
export function urlText(url: URL): string {
  return url.href.replace(/\/$/, '')
}

/** True when the host can only be this machine: hardware can then be correlated. */
export function isLoopbackHost(hostname: string): boolean {
  return hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname)
}
