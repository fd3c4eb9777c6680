/** A small HTTP client that keeps everything a test may ask about an answer, also of a broken one. */
import { request } from 'node:http'
import type { ClientRequest, IncomingHttpHeaders } from 'node:http'

export type Exchange = {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  /** 'end' = the body ended as HTTP wants it; otherwise the code of the error. */
  readonly ended: string
}

export type CallOptions = {
  readonly method?: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Sees the request as soon as text arrived; may destroy it. */
  readonly onText?: (text: string, request: ClientRequest) => void
  readonly timeoutMs?: number
  /** Leaves once nothing has come for this long after the first data; `ended` is then 'quiet'. */
  readonly quietMs?: number
}

/** Calls and collects; never rejects once the headers are there. */
export function call(url: string, options: CallOptions = {}): Promise<Exchange> {
  const { method = options.body === undefined ? 'GET' : 'POST', body, headers = {}, timeoutMs = 10_000 } = options
  return new Promise((resolve, reject) => {
    let started = false
    const outgoing = request(url, { method, headers, agent: false, signal: AbortSignal.timeout(timeoutMs) }, (response) => {
      started = true
      let text = ''
      response.setEncoding('utf8')
      const settle = (ended: string): void => resolve({ status: response.statusCode ?? 0, headers: response.headers, text, ended })
      let quiet: NodeJS.Timeout | undefined
      const waitForMore = (quietMs: number): void => {
        clearTimeout(quiet)
        quiet = setTimeout(() => {
          settle('quiet')
          outgoing.destroy()
        }, quietMs)
      }
      response.on('close', () => clearTimeout(quiet))
      response.on('data', (part: string) => {
        text += part
        options.onText?.(text, outgoing)
        if (options.quietMs !== undefined) waitForMore(options.quietMs)
      })
      response.on('end', () => settle('end'))
      response.on('error', (error: NodeJS.ErrnoException) => settle(error.code ?? error.name))
    })
    // After the headers the response reports its end itself, also a broken one.
    outgoing.on('error', (error) => void (started || reject(error)))
    outgoing.end(body === undefined ? undefined : JSON.stringify(body))
  })
}

/** Data of each server-sent event of a well-formed stream. */
export function eventData(text: string): readonly string[] {
  return text
    .split(/\r?\n\r?\n/u)
    .filter((event) => event.startsWith('data:'))
    .map((event) => event.replace(/^data: ?/u, ''))
}

/** The JSON of each event but `[DONE]`. */
export function chunks(text: string): readonly Chunk[] {
  return eventData(text)
    .filter((data) => data !== '[DONE]')
    .map((data) => JSON.parse(data) as Chunk)
}

export type Chunk = {
  readonly id: string
  readonly object: string
  readonly model: string
  readonly choices: readonly {
    readonly delta?: { readonly role?: string; readonly content?: string; readonly reasoning_content?: string }
    readonly text?: string
    readonly finish_reason: string | null
  }[]
  readonly usage?: {
    readonly prompt_tokens: number
    readonly completion_tokens: number
    readonly total_tokens: number
    readonly prompt_tokens_details: { readonly cached_tokens: number }
  }
  readonly error?: { readonly message: string }
}

/** The visible text of a stream. */
export function contentOf(text: string): string {
  return chunks(text)
    .map(({ choices }) => choices[0]?.delta?.content ?? choices[0]?.text ?? '')
    .join('')
}

/** A chat request body; `extra` overrides. */
export function chatBody(extra: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return {
    model: 'dyno-sim-8b',
    messages: [{ role: 'user', content: 'Tell me about torque.' }],
    stream: true,
    stream_options: { include_usage: true },
    max_tokens: 8,
    ignore_eos: true,
    ...extra,
  }
}

/** A server fast enough for tests. */
export const fastMachine = { prefillTokensPerS: 1e6, decodeMs: 1, decodeMsPerSequence: 0, decodeMsPer1kContext: 0, jitterSigma: 0 } as const
