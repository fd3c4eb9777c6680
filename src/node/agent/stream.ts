/** One listener's stream: a line of JSON each quarter of a second, with its own sensors behind it. */
import type { ServerResponse } from 'node:http'
import type { Sampler } from '../telemetry/sampler.ts'
import type { Clock, Subject } from '../telemetry/source.ts'
import { AgentBatcher } from './batcher.ts'

const lineEveryMs = 250
/** A reader that is so far behind is cut off. */
const maxUnsentBytes = 4 * 1_048_576

export interface StreamOptions {
  readonly sampler: Sampler
  readonly clock: Clock
  readonly subject: Subject | null
  readonly onEnd: () => void
}

/** Returns a function that ends the stream. */
export function streamSamples(response: ServerResponse, { sampler, clock, subject, onEnd }: StreamOptions): () => void {
  const batcher = new AgentBatcher()
  const write = (): void => {
    if (response.writableLength > maxUnsentBytes) return void response.destroy()
    response.write(`${JSON.stringify(batcher.take(clock.nowMs()))}\n`)
  }
  response.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' })
  response.socket?.setNoDelay(true)
  sampler.start(batcher, clock, subject)
  write()
  const timer = setInterval(write, lineEveryMs)
  let isOpen = true
  const end = (): void => {
    if (!isOpen) return
    isOpen = false
    clearInterval(timer)
    sampler.stop()
    response.destroy()
    onEnd()
  }
  response.on('close', end)
  response.on('error', end)
  return end
}
