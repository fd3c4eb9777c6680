/** Counts the tokens of texts with a server's own tokenizer (`/tokenize` of vLLM and llama.cpp). */
import http from 'node:http'
import https from 'node:https'
import type { PinnedTarget } from './resolve.ts'

const maxAnswerBytes = 4 * 1024 * 1024

export interface Tokenizer {
  readonly target: PinnedTarget
  readonly path: string
  readonly apiKey: string | null
  readonly model: string
  readonly timeoutMs: number
}

/** Number of tokens of the text, without those that a template would add; null when the server doesn't say. Never rejects. */
export async function countTokensOf(text: string, tokenizer: Tokenizer): Promise<number | null> {
  try {
    return countIn(JSON.parse(await ask(text, tokenizer)))
  } catch {
    return null
  }
}

/** vLLM states a count, llama.cpp only lists the tokens. */
function countIn(answer: unknown): number | null {
  if (typeof answer !== 'object' || answer === null) return null
  if ('count' in answer && typeof answer.count === 'number' && Number.isInteger(answer.count)) return answer.count
  return 'tokens' in answer && Array.isArray(answer.tokens) ? answer.tokens.length : null
}

function ask(text: string, { target, path, apiKey, model, timeoutMs }: Tokenizer): Promise<string> {
  // Each of the two servers takes its own name for the text and ignores the other.
  const body = JSON.stringify({ model, prompt: text, content: text, add_special_tokens: false, add_special: false })
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
