/** A server that refuses fields it does not know: the warm-up finds the wording that it takes. */
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { startEngineRig } from '../../../bench/support/engine-rig.ts'
import { testPlan } from '../../../bench/support/plans.ts'

it('retries in the warm-up only, and remembers', async () => {
  const bodies: Record<string, unknown>[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (part: Buffer) => (text += part.toString()))
    request.on('end', () => {
      const body = JSON.parse(text) as Record<string, unknown>
      bodies.push(body)
      const refused = ['stream_options', 'ignore_eos'].find((field) => field in body)
      if (refused !== undefined) {
        response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify({ error: { message: `Unknown field ${refused}` } }))
        return
      }
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.end('data: {"choices":[{"delta":{"content":"a"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const rig = startEngineRig()
  try {
    const { port } = server.address() as AddressInfo
    const ended = await rig.run(testPlan(`http://127.0.0.1:${port}/v1`, 'm', { warmupRequests: 1, stageRequests: 3 }))
    expect(ended.status).toBe('completed')
    expect(rig.collected.requests.map((request) => [request.warmup, request.outcome])).toEqual([
      [true, 'http-4xx'], [true, 'http-4xx'], [true, 'ok'], [false, 'ok'], [false, 'ok'], [false, 'ok'],
    ])
    expect(bodies.slice(2).some((body) => 'stream_options' in body || 'ignore_eos' in body)).toBe(false)
  } finally {
    await rig.close()
    server.close()
  }
})
