/** Unloading a model of LM Studio, against answers composed from its documentation: which instances are asked for, and what is said when that fails. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { unloadModel } from '../../../../src/node/http/unload.ts'
import { resolveTarget } from '../../../../src/node/http/resolve.ts'
import { rawAnswer, readTranscript } from '../../../support/transcript.ts'

const key = 'gemma-3-270m-it-qat'
const answer = (name: string): Buffer => readTranscript(`composed-lmstudio-${name}`)
const refusal = rawAnswer('{"error":{"message":"no such instance"}}', 'application/json', '404 Not Found')

interface Asked {
  readonly line: string
  readonly authorization: string | null
  readonly body: string
}

let server: Server | null = null

afterEach(() => {
  server?.close()
  server = null
})

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}

/** Answers the list with `lists` in turn, the last one again and again, and each unloading with `unloaded`. */
async function lmStudio({ lists, unloaded = answer('unload'), model = key, below = '', apiKey = null }: {
  readonly lists: readonly Buffer[]
  readonly unloaded?: Buffer
  readonly model?: string
  readonly below?: string
  readonly apiKey?: string | null
}) {
  const asked: Asked[] = []
  let listed = 0
  server = createServer((request, response) => {
    void textOf(request).then((body) => {
      asked.push({ line: `${request.method} ${request.url}`, authorization: request.headers.authorization ?? null, body })
      const isList = request.method === 'GET'
      response.socket?.end(isList ? (lists[listed] ?? lists.at(-1)!) : unloaded)
      if (isList) listed += 1
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const rootUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}${below}`
  const target = await resolveTarget(`${rootUrl}/v1/chat/completions`, 1000)
  if (!target.ok) throw new Error(target.error.message)
  const done = await unloadModel({ way: 'lm-studio', target: target.value, rootUrl, model, apiKey })
  const ids = asked.filter(({ line }) => line.startsWith('POST')).map(({ body }) => (JSON.parse(body) as { readonly instance_id: string }).instance_id)
  return { done, asked, ids }
}

describe('LM Studio', () => {
  it('is asked to unload every instance of the model and no other, and waited for', async () => {
    const { done, asked, ids } = await lmStudio({ lists: ['loaded', 'one-left', 'unloaded'].map((name) => answer(`models-${name}`)), below: '/studio', apiKey: 'secret' })
    expect(done).toEqual({ ok: true, value: null })
    expect(ids).toEqual([key, `${key}:2`])
    expect(asked.map(({ line }) => line)).toEqual([
      'GET /studio/api/v1/models', 'POST /studio/api/v1/models/unload', 'POST /studio/api/v1/models/unload', 'GET /studio/api/v1/models', 'GET /studio/api/v1/models',
    ])
    for (const { authorization } of asked) expect(authorization).toBe('Bearer secret')
  })

  it('knows an instance by a name of its own too', async () => {
    const { done, ids } = await lmStudio({ lists: [answer('models-loaded'), answer('models-unloaded')], model: 'my-chat' })
    expect([done.ok, ids]).toEqual([true, ['my-chat']])
  })

  it('is asked nothing more when the model is in no memory', async () => {
    const { done, ids } = await lmStudio({ lists: [answer('models-unloaded')] })
    expect([done, ids]).toEqual([{ ok: true, value: null }, []])
  })

  it('does not have every model', async () => {
    const { done, ids } = await lmStudio({ lists: [answer('models-loaded')], model: 'nope' })
    expect([done, ids]).toEqual([{ ok: false, error: 'LM Studio has no model nope' }, []])
  })

  it.each([
    ['a 404', rawAnswer('not found', 'text/plain', '404 Not Found')], ['a 200 with an error', answer('unexpected')],
  ])('says which version it takes when an older one answers with %s', async (_, list) => {
    const { done, ids } = await lmStudio({ lists: [list] })
    expect([done, ids]).toEqual([{ ok: false, error: expect.stringContaining('0.4') }, []])
  })

  it('says when the list is refused', async () => {
    const { done } = await lmStudio({ lists: [rawAnswer('{"error":"no token"}', 'application/json', '401 Unauthorized')] })
    expect(done).toEqual({ ok: false, error: '/api/v1/models: HTTP 401' })
  })

  it.each([
    ['a status', refusal, 'HTTP 404'], ['a 200 with an error', answer('unexpected'), 'Unexpected endpoint or method'],
  ])('tells of a refusal by %s, but only while the model is loaded', async (_, unloaded, words) => {
    const refused = await lmStudio({ lists: [answer('models-loaded')], unloaded })
    expect(refused.done).toEqual({ ok: false, error: expect.stringContaining(words) })
    server?.close()
    const gone = await lmStudio({ lists: [answer('models-loaded'), answer('models-unloaded')], unloaded })
    expect(gone.done.ok).toBe(true)
  })
})
