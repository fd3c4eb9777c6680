/** One JSON request to the pinned address of a server, on a connection of its own: for what is asked beside the load. */
import http from 'node:http'
import https from 'node:https'
import type { PinnedTarget } from './resolve.ts'

const maxAnswerBytes = 4 * 1024 * 1024

export interface JsonPost {
  readonly target: PinnedTarget
  readonly path: string
  readonly apiKey: string | null
  readonly timeoutMs: number
}

/** The text of the answer. Rejects on any status but 200, on an answer beyond 4 MiB, and when the time is up. */
export function postJson(value: unknown, { target, path, apiKey, timeoutMs }: JsonPost): Promise<string> {
  const body = JSON.stringify(value)
  const headers = {
    host: target.url.host, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body),
    ...(apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }),
  }
  const options = { method: 'POST', host: target.address, port: target.port, path, headers, agent: false, signal: AbortSignal.timeout(timeoutMs) } as const
  return new Promise((resolve, reject) => {
    const request = target.isTls ? https.request({ ...options, ...(target.serverName === null ? {} : { servername: target.serverName }) }) : http.request(options)
    request.on('error', reject)
    request.on('response', (response) => {
      const parts: Buffer[] = []
      let sizeBytes = 0
      response.on('data', (part: Buffer) => {
        sizeBytes += part.length
        if (sizeBytes > maxAnswerBytes) request.destroy(new Error('the answer is too long'))
        else parts.push(part)
      })
      response.on('error', reject)
      response.on('end', () => {
        if (response.statusCode === 200) resolve(Buffer.concat(parts).toString('utf8'))
        else reject(new Error(`HTTP ${response.statusCode}`))
      })
    })
    request.end(body)
  })
}
