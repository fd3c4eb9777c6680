/** Small, capped requests for probing: no redirects, no cookies, a time-out, and every failure as a code that a person can act on. */
import http, { type IncomingHttpHeaders } from 'node:http'
import https from 'node:https'
import type { ProbeError } from '../../core/model/server.ts'
import { err, ok, type Result } from '../../core/result.ts'

const MAX_BODY_BYTES = 4 * 1024 * 1024
/** Valid JSON, so that it gets through body parsers to the route, but no route's own: even `{}` would be taken for an empty prompt by some. */
const ODD_DOCUMENT = '[]'

export interface ProbeResponse {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** Parsed JSON, or undefined when the body is something else. */
  readonly json: unknown
  readonly text: string
}

const codeBySystemError: Readonly<Record<string, ProbeError['code']>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'refused',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
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

function toProbeError(error: unknown): ProbeError {
  const code = systemCode(error)
  if (code !== null) return { code: codeBySystemError[code] ?? 'other', detail: code }
  return { code: 'other', detail: error instanceof Error ? error.message : String(error) }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** Node's own client rather than fetch, which refuses some ports that a model server may well use. */
function ask(method: 'GET' | 'POST', url: string, apiKey: string | null, maxBytes: number, signal: AbortSignal): Promise<ProbeResponse> {
  return new Promise((resolve, reject) => {
    const headers = {
      accept: 'application/json',
      ...(apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }),
      ...(method === 'GET' ? {} : { 'content-type': 'application/json', 'content-length': ODD_DOCUMENT.length }),
    }
    const request = (url.startsWith('https:') ? https : http).request(url, { method, headers, signal, agent: false }, (response) => {
      const parts: Buffer[] = []
      let sizeBytes = 0
      const finish = (): void => {
        const text = Buffer.concat(parts).subarray(0, maxBytes).toString('utf8')
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: parseJson(text) })
      }
      response.on('data', (part: Buffer) => {
        parts.push(part)
        sizeBytes += part.length
        if (sizeBytes <= maxBytes) return
        finish()
        request.destroy()
      })
      response.on('end', finish)
      response.on('error', reject)
    })
    request.on('error', reject)
    request.end(method === 'GET' ? undefined : ODD_DOCUMENT)
  })
}

interface AskOptions {
  readonly timeoutMs: number
  readonly apiKey: string | null
  readonly maxBytes?: number
}

async function answerTo(method: 'GET' | 'POST', url: string, { timeoutMs, apiKey, maxBytes = MAX_BODY_BYTES }: AskOptions): Promise<Result<ProbeResponse, ProbeError>> {
  const signal = AbortSignal.timeout(timeoutMs)
  try {
    return ok(await ask(method, url, apiKey, maxBytes, signal))
  } catch (error) {
    return err(signal.aborted ? { code: 'timeout', detail: `no answer within ${timeoutMs} ms` } : toProbeError(error))
  }
}

/** GET `url`; a status of any kind is a response, only a missing answer is an error. Redirects are not followed. */
export function httpGet(url: string, options: AskOptions): Promise<Result<ProbeResponse, ProbeError>> {
  return answerTo('GET', url, options)
}

/** POST an empty JSON list: a generation route refuses it without any work, and that it does shows that the route is there. */
export function httpPostNothing(url: string, options: AskOptions): Promise<Result<ProbeResponse, ProbeError>> {
  return answerTo('POST', url, options)
}
