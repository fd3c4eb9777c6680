/** Reads a request body with a limit, and stamps the moment it was complete. */
import type { IncomingMessage } from 'node:http'
import { nowNs } from '../time/clock.ts'

const maxBodyBytes = 8 * 1024 * 1024

/** A body and when its last byte arrived; `tooLarge` when it exceeded the limit. */
export type Body = { readonly text: string; readonly receivedNs: number; readonly tooLarge: boolean }

/** Resolves at the end of the body; rejects when the client leaves before. */
export function readBody(request: IncomingMessage): Promise<Body> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    let sizeBytes = 0
    request.on('data', (part: Buffer) => {
      sizeBytes += part.length
      if (sizeBytes <= maxBodyBytes) parts.push(part)
    })
    request.on('end', () => {
      const receivedNs = nowNs()
      const tooLarge = sizeBytes > maxBodyBytes
      resolve({ text: tooLarge ? '' : Buffer.concat(parts).toString('utf8'), receivedNs, tooLarge })
    })
    request.on('error', reject)
  })
}
