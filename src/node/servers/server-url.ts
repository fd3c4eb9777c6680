/** Turns what a person types into a server URL that is safe to call, or says what is wrong with it. */
import { err, ok, type Result } from '../../core/result.ts'
import { parseServerUrl, type BadUrl } from '../http/url-policy.ts'

const reasons: Readonly<Record<BadUrl['code'], (detail: string) => string>> = {
  'not-a-url': (text) => `not a URL: ${text}`,
  scheme: (protocol) => `${protocol.slice(0, -1)} is not supported, only http and https`,
  'user-info': () => 'a user name or password in the URL is not accepted; store a key instead',
  'forbidden-address': (host) => `${host} is a metadata address, not a model server`,
}

/**
 * Accepts `host:port`, `http://…` and `https://…`, within the policy of all requests. Query, fragment and trailing slashes are dropped.
 * @returns the URL, or a short reason in English for the detail of a `bad-url` error.
 */
export function parseTypedUrl(text: string): Result<URL, string> {
  const trimmed = text.trim()
  const parsed = parseServerUrl(/^[a-z][a-z\d+.-]*:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`)
  if (!parsed.ok) return err(reasons[parsed.error.code](parsed.error.detail))
  const url = parsed.value
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
