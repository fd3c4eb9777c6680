/** Probing tells engines apart by what they answer, and says in a code why a server can't be used. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { knownApis } from '../../../src/core/protocol/adapters/index.ts'
import { discoverServers } from '../../../src/node/servers/discover.ts'
import { probeServer } from '../../../src/node/servers/probe.ts'

type Routes = Readonly<Record<string, { readonly status?: number; readonly type?: string; readonly body: string; readonly headers?: Readonly<Record<string, string>> }>>

const open: Server[] = []

async function serve(routes: Routes): Promise<string> {
  const server = createServer((request, response) => {
    const route = routes[request.url ?? ''] ?? routes['*'] ?? { status: 404, body: '{"error":{"message":"not found"}}' }
    response.writeHead(route.status ?? 200, { 'content-type': route.type ?? 'application/json', ...route.headers })
    response.end(route.body)
  })
  open.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

afterEach(async () => {
  for (const server of open.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

const options = { apiKey: null, timeoutMs: 2_000 }
const models = (owner: string) => ({ body: JSON.stringify({ object: 'list', data: [{ id: 'm1', owned_by: owner }, { id: 'm2' }] }) })

describe('probeServer', () => {
  it.each([
    ['llama.cpp', { '/v1/models': models('llamacpp'), '/props': { body: '{"total_slots":4,"build_info":"b1-abc"}' } }, 'b1-abc', 4],
    ['ollama', { '/v1/models': models('library'), '/api/version': { body: '{"version":"0.12.1"}' } }, '0.12.1', null],
    ['vllm', { '/v1/models': models('vllm'), '/version': { body: '{"version":"0.11.0"}' } }, '0.11.0', null],
    ['lm-studio', { '/v1/models': models('organization_owner'), '/api/v0/models': { body: '{"data":[{"id":"m1","state":"loaded"}]}' } }, null, null],
    ['sglang', { '/v1/models': models('sglang'), '/get_server_info': { body: '{"model_path":"m1","version":"0.5.1"}' } }, '0.5.1', null],
    ['tgi', { '/v1/models': models('x'), '/info': { body: '{"model_id":"m1","version":"3.0","max_total_tokens":4096}' } }, '3.0', null],
    ['koboldcpp', { '/v1/models': models('koboldcpp'), '/api/extra/version': { body: '{"result":"KoboldCpp","version":"1.90"}' } }, '1.90', null],
    ['unknown', { '/v1/models': models('someone') }, null, null],
  ] as const)('knows %s', async (engine, routes, engineVersion, slots) => {
    const url = await serve(routes)
    const probed = await probeServer(url, options)
    expect(probed).toEqual({ ok: true, value: { apiBaseUrl: `${url}/v1`, engine, engineVersion, apis: knownApis(engine), models: ['m1', 'm2'], simulated: false, slots } })
  })

  it.each(['/v1', '/v1/', '/v1/chat/completions', ''])('finds the routes from a pasted URL ending in "%s"', async (suffix) => {
    const url = await serve({ '/v1/models': models('x') })
    const probed = await probeServer(url + suffix, options)
    expect(probed.ok && probed.value.apiBaseUrl).toBe(`${url}/v1`)
  })

  it('finds routes that have no version in their path', async () => {
    const url = await serve({ '/models': models('x') })
    const probed = await probeServer(url, options)
    expect(probed.ok && probed.value.apiBaseUrl).toBe(url)
  })

  it('adds the APIs whose routes refuse an empty request in their own words', async () => {
    const refusal = { status: 400, body: '{"error":{"message":"input is required"}}' }
    const url = await serve({ '/v1/models': models('x'), '/v1/responses': refusal, '/v1/messages': { status: 405, body: '{}' } })
    expect(await probeServer(url, options)).toMatchObject({ ok: true, value: { apis: ['openai-chat', 'openai-responses'] } })
  })

  it('never sends what a server could take for a prompt: an empty object is one to some, and has killed one', async () => {
    const bodies: string[] = []
    const server = createServer((request, response) => {
      const parts: Buffer[] = []
      request.on('data', (part: Buffer) => parts.push(part))
      request.on('end', () => {
        if (request.method === 'POST') bodies.push(Buffer.concat(parts).toString())
        response.writeHead(request.url === '/v1/models' ? 200 : 422, { 'content-type': 'application/json' })
        response.end(request.url === '/v1/models' ? models('x').body : '{"detail":[{"type":"dict_type"}]}')
      })
    })
    open.push(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const probed = await probeServer(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, options)
    expect(probed).toMatchObject({ ok: true, value: { apis: ['openai-chat', 'openai-completions', 'openai-responses', 'anthropic-messages'] } })
    expect(new Set(bodies)).toEqual(new Set(['[]']))
  })

  it('recognises the simulator by its header', async () => {
    const url = await serve({ '/v1/models': { ...models('llm-dyno-simulator'), headers: { 'x-llm-dyno-simulated': '1' } } })
    expect(await probeServer(url, options)).toMatchObject({ ok: true, value: { engine: 'llm-dyno-simulator', simulated: true } })
  })

  it.each([
    ['html', { '*': { type: 'text/html', body: '<html>hello</html>' } }],
    ['auth', { '*': { status: 401, body: '{"error":{"message":"Invalid API key"}}' } }],
    ['loading', { '*': { status: 503, body: '{"error":{"message":"Loading model"}}' } }],
    ['not-openai', { '*': { body: '{"hello":"world"}' } }],
    ['not-openai', { '*': { status: 302, body: '', headers: { location: 'https://elsewhere.example/' } } }],
    ['not-openai', { '/v1/models': { body: 'not json' }, '/models': { body: '[1,2]' } }],
  ] as const)('says %s', async (code, routes) => {
    expect(await probeServer(await serve(routes), options)).toMatchObject({ ok: false, error: { code } })
  })

  it('says refused, bad-url and timeout', async () => {
    const url = await serve({})
    const [server] = open.splice(0)
    await new Promise((resolve) => server?.close(resolve))
    expect(await probeServer(url, options)).toMatchObject({ ok: false, error: { code: 'refused' } })
    expect(await probeServer('http://169.254.169.254/', options)).toMatchObject({ ok: false, error: { code: 'bad-url' } })
    const silent = createServer(() => undefined)
    open.push(silent)
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const address = silent.address() as AddressInfo
    expect(await probeServer(`http://127.0.0.1:${address.port}`, { ...options, timeoutMs: 200 })).toMatchObject({ ok: false, error: { code: 'timeout' } })
  })

  it('sends the key only as a bearer token and does not follow redirects with it', async () => {
    const seen: string[] = []
    const server = createServer((request, response) => {
      seen.push(`${request.url} ${request.headers.authorization ?? ''}`)
      response.writeHead(302, { location: '/elsewhere' }).end()
    })
    open.push(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    await probeServer(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { apiKey: 'k1', timeoutMs: 2_000 })
    expect(seen).toContain('/v1/models Bearer k1')
    expect(seen.some((line) => line.startsWith('/elsewhere'))).toBe(false)
  })
})

describe('discoverServers', () => {
  it('lists model servers and leaves other pages out', async () => {
    const model = await serve({ '/v1/models': models('x') })
    const page = await serve({ '*': { type: 'text/html', body: '<html></html>' } })
    const ports = [model, page].map((url) => Number(new URL(url).port))
    const found = await discoverServers({ timeoutMs: 1_000, ports })
    expect(found.map(({ url }) => url)).toEqual([model])
  })
})
