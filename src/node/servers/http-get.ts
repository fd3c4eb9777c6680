/** A small, capped GET for probing: no redirects, no cookies, a time-out, and every failure as a code that a person can act on. */
import type { ProbeError } from '../../core/model/server.ts'
import { err, ok, type Result } from '../../core/result.ts'

const MAX_BODY_BYTES = 4 * 1024 * 1024

export interface ProbeResponse {
  readonly status: number
  readonly headers: Headers
  /** Parsed JSON, or undefined when the body is something else. */
  readonly json: unknown
  readonly text: string
}

const codeBySystemError: Readonly<Record<string, ProbeError['code']>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'refused',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  ETIMEDOUT: 'timeout',
  EHOSTUNREACH: 'timeout',
  ENETUNREACH: 'timeout',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls',
  CERT_HAS_EXPIRED: 'tls',
  ERR_TLS_CERT_ALTNAME_INVALID: 'tls',
  ERR_SSL_WRONG_VERSION_NUMBER: 'tls',
}

function systemCode(error: unknown): string | null {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof AggregateError && cause.errors.length > 0) return systemCode(cause.errors[0])
    if ('code' in cause && typeof cause.code === 'string') return cause.code
  }
  return null
}

function toProbeError(error: unknown, timeoutMs: number): ProbeError {
  if (error instanceof Error && error.name === 'TimeoutError') return { code: 'timeout', detail: `no answer within ${timeoutMs} ms` }
  const code = systemCode(error)
  if (code !== null) return { code: codeBySystemError[code] ?? 'other', detail: code }
  return { code: 'other', detail: error instanceof Error ? error.message : String(error) }
}

async function readCapped(response: Response): Promise<string> {
  const reader = response.body?.getReader()
  if (reader === undefined) return ''
  const parts: Uint8Array[] = []
  let size = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    size += value.length
    parts.push(value)
    if (size > MAX_BODY_BYTES) {
      await reader.cancel()
      break
    }
  }
  return Buffer.concat(parts).subarray(0, MAX_BODY_BYTES).toString('utf8')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** GET `url`; a status of any kind is a response, only a missing answer is an error. */
export async function httpGet(url: string, options: { readonly timeoutMs: number; readonly apiKey: string | null }): Promise<Result<ProbeResponse, ProbeError>> {
  try {
    const headers: Record<string, string> = { accept: 'application/json' }
    if (options.apiKey !== null) headers['authorization'] = `Bearer ${options.apiKey}`
    const response = await fetch(url, { headers, redirect: 'manual', signal: AbortSignal.timeout(options.timeoutMs) })
    const text = await readCapped(response)
    return ok({ status: response.status, headers: response.headers, text, json: parseJson(text) })
  } catch (error) {
    return err(toProbeError(error, options.timeoutMs))
  }
}
