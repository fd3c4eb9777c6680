/** Requests to other machines' telemetry: one kept connection, times stamped around each exchange, sizes capped, no redirects. */
import http, { type ClientRequest, type IncomingMessage } from 'node:http'
import https from 'node:https'
import { err, ok, type Result } from '../../../core/result.ts'
import type { RemoteIssue } from '../../../core/model/remote.ts'
import { issueOfError } from './issues.ts'

export interface StampedAnswer {
  readonly status: number
  readonly text: string
  /** Of the other machine's clock by the Date header, ms since the epoch, in steps of 1 s; null when absent. */
  readonly dateMs: number | null
  /** On the caller's clock: when the request went out on a standing connection, and when the first byte of the answer came. */
  readonly sentAtMs: number
  readonly receivedAtMs: number
}

export interface StampedHttpOptions {
  readonly token: string | null
  readonly ca: string | null
  readonly nowMs: () => number
}

export interface StampedHttp {
  /** Fails with `timeout`, `refused` …; any status is an answer. A body longer than `maxBytes` is a failure. */
  get(url: string, limits: { readonly timeoutMs: number; readonly maxBytes: number }): Promise<Result<StampedAnswer, RemoteIssue>>
  /** The answer's body as it comes. The caller ends it by destroying it. */
  open(url: string, timeoutMs: number): Promise<Result<IncomingMessage, RemoteIssue>>
  close(): void
}

export function createStampedHttp({ token, ca, nowMs }: StampedHttpOptions): StampedHttp {
  const agents = {
    'http:': new http.Agent({ keepAlive: true, maxSockets: 1, maxFreeSockets: 1 }),
    'https:': new https.Agent({ keepAlive: true, maxSockets: 1, maxFreeSockets: 1, ...(ca === null ? {} : { ca }) }),
  }
  const headers = { accept: '*/*', ...(token === null ? {} : { authorization: `Bearer ${token}` }) }
  const begin = (url: string, own: boolean): ClientRequest => {
    const isTls = url.startsWith('https:')
    const trust = own && isTls && ca !== null ? { ca } : {}
    // A stream has a connection of its own: time must not wait behind it.
    return (isTls ? https : http).request(url, { headers, agent: own ? false : agents[isTls ? 'https:' : 'http:'], ...trust })
  }

  return {
    get: (url, limits) => new Promise((resolve) => {
      const request = begin(url, false)
      const timer = setTimeout(() => request.destroy(Object.assign(new Error(`no answer within ${limits.timeoutMs} ms`), { code: 'ETIMEDOUT' })), limits.timeoutMs)
      let sentAtMs = nowMs()
      const settle = (result: Result<StampedAnswer, RemoteIssue>): void => {
        clearTimeout(timer)
        resolve(result)
      }
      request.on('socket', (socket) => {
        // Setting up a connection is no part of the round trip.
        const ready = socket.connecting ? (url.startsWith('https:') ? 'secureConnect' : 'connect') : null
        if (ready !== null) socket.once(ready, () => (sentAtMs = nowMs()))
        else sentAtMs = nowMs()
      })
      request.on('error', (error) => settle(err(issueOfError(error))))
      request.on('response', (response) => {
        const receivedAtMs = nowMs()
        const date = Date.parse(response.headers.date ?? '')
        void readText(response, limits.maxBytes).then((text) => {
          if (text === null) return settle(err({ code: 'garbled', detail: `more than ${limits.maxBytes} bytes` }))
          settle(ok({ status: response.statusCode ?? 0, text, dateMs: Number.isFinite(date) ? date : null, sentAtMs, receivedAtMs }))
        }, (error: unknown) => settle(err(issueOfError(error))))
      })
      request.end()
    }),
    open: (url, timeoutMs) => new Promise((resolve) => {
      const request = begin(url, true)
      const timer = setTimeout(() => request.destroy(Object.assign(new Error(`no answer within ${timeoutMs} ms`), { code: 'ETIMEDOUT' })), timeoutMs)
      request.on('error', (error) => {
        clearTimeout(timer)
        resolve(err(issueOfError(error)))
      })
      request.on('response', (response) => {
        clearTimeout(timer)
        resolve(ok(response))
      })
      request.end()
    }),
    close() {
      for (const agent of Object.values(agents)) agent.destroy()
    },
  }
}

/** Null when the body is longer than allowed. */
async function readText(response: IncomingMessage, maxBytes: number): Promise<string | null> {
  const parts: Buffer[] = []
  let sizeBytes = 0
  for await (const part of response as AsyncIterable<Buffer>) {
    sizeBytes += part.length
    if (sizeBytes > maxBytes) {
      response.destroy()
      return null
    }
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}
