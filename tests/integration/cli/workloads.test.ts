/** Workloads on the wire: what a server is really sent for each option of the command line. */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import type { sessionExportSchema } from '../../../src/shared/schema/export/v1.ts'

interface Body {
  readonly messages: readonly { readonly role: string; readonly content: string }[]
  readonly max_tokens: number
  readonly ignore_eos?: boolean
  readonly cache_prompt?: boolean
}

const folder = mkdtempSync(join(tmpdir(), 'dyno-workloads-'))
let bodies: Body[] = []
let server: Server
let url = ''

/** Answers `answer N`, with an escaped quote in it, and says that it is llama.cpp. */
beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/props') return void response.setHeader('content-type', 'application/json').end('{"total_slots":4,"build_info":"b1"}')
    if (request.url?.endsWith('/models')) return void response.setHeader('content-type', 'application/json').end('{"object":"list","data":[{"id":"m","object":"model","owned_by":"llamacpp"}]}')
    let text = ''
    request.on('data', (chunk: Buffer) => (text += chunk.toString()))
    request.on('end', () => {
      if (text === '' || !request.url?.endsWith('/chat/completions')) return void response.writeHead(404).end()
      bodies.push(JSON.parse(text) as Body)
      const piece = (content: string, more: object = {}): string => `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason: null }], ...more })}\n\n`
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(piece('answer '))
      response.write(piece('"'))
      response.write(piece(String(bodies.length)))
      response.write(piece('"'))
      response.end(`data: ${JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: 'length' }], usage: { prompt_tokens: 40, completion_tokens: 8 } })}\n\ndata: [DONE]\n\n`)
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.close()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(() => {
  bodies = []
})

async function dyno(...args: readonly string[]) {
  const json = join(folder, 'out.json')
  const fixed = ['run', '--url', url, '--db', join(folder, 's.sqlite'), '--json', json, '--no-telemetry', '--warmup', '1', '--concurrency', '1', '--seed', '5', '--lang', 'en']
  const child = spawn(process.execPath, [resolve('src/cli/index.ts'), ...fixed, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, output, session: () => JSON.parse(readFileSync(json, 'utf8')) as z.infer<typeof sessionExportSchema> }
}

describe('a plan of one length', () => {
  it('sends what it always has, and its plan has no new fields', async () => {
    const { code, session } = await dyno('--requests', '2', '--prompt-tokens', '40', '--output-tokens', '8')
    expect(code).toBe(0)
    expect(bodies).toHaveLength(3)
    for (const body of bodies) expect(body).toMatchObject({ max_tokens: 8, ignore_eos: true, cache_prompt: false, messages: [{ role: 'user' }] })
    expect(session().plan.workload).toEqual({ shape: 'custom', promptTokens: 40, outputTokens: 8 })
  })
})

describe('spread lengths', () => {
  it('differ by request and are the same for the same seed', async () => {
    const spread = ['--requests', '6', '--prompt-tokens', 'uniform:20-200', '--output-tokens', 'uniform:1-8']
    const { session } = await dyno(...spread)
    const first = bodies
    expect(new Set(first.slice(1).map((body) => body.max_tokens)).size).toBeGreaterThan(2)
    expect(session().plan.workload).toMatchObject({ promptTokens: 110, promptSpread: { kind: 'uniform', min: 20, max: 200 }, outputSpread: { kind: 'uniform', min: 1, max: 8 } })
    bodies = []
    await dyno(...spread)
    expect(bodies).toEqual(first)
  })
})

describe('conversations', () => {
  it('carry the server\'s own answers on and leave its cache alone', async () => {
    await dyno('--requests', '4', '--prompt-tokens', '40', '--output-tokens', '8', '--turns', '3')
    const [, one, two, three, four] = bodies
    expect(bodies.map(({ messages }) => messages.length)).toEqual([1, 1, 3, 5, 1])
    expect(two?.messages[0]).toEqual(one?.messages[0])
    expect(three?.messages.slice(0, 3)).toEqual(two?.messages)
    expect([two?.messages[1], three?.messages[3]].map((message) => message?.content)).toEqual(['answer "2"', 'answer "3"'])
    expect(four?.messages[0]?.content).not.toBe(one?.messages[0]?.content)
    expect(one).not.toHaveProperty('cache_prompt')
  })
})

describe('a file of one\'s own', () => {
  const file = join(folder, 'prompts.jsonl')
  const text = '{"prompt":"one"}\noops\n{"messages":[{"role":"system","content":"S"},{"role":"user","content":"two"}],"max_tokens":3}\n'

  it('is sent word for word when asked, and its proof is stored, not its text', async () => {
    writeFileSync(file, text)
    const { code, output, session } = await dyno('--requests', '4', '--output-tokens', '8', '--dataset', file, '--verbatim', '--natural-length')
    expect(code).toBe(0)
    expect(output).toContain('Line 2: not valid JSON.')
    expect(new Set(bodies.map((body) => JSON.stringify([body.messages, body.max_tokens])))).toEqual(new Set([
      JSON.stringify([[{ role: 'user', content: 'one' }], 8]), JSON.stringify([[{ role: 'system', content: 'S' }, { role: 'user', content: 'two' }], 3]),
    ]))
    for (const body of bodies) expect(body).not.toHaveProperty('ignore_eos')
    const sha256 = createHash('sha256').update(text).digest('hex')
    expect(session().plan.workload).toMatchObject({ source: { kind: 'dataset', name: 'prompts.jsonl', format: 'jsonl', count: 2, sha256 }, answers: 'natural', verbatim: true })
  })

  it.each([
    [['--dataset', '/no/such/file.txt'], /can't be read/],
    [['--dataset', resolve('package.json')], /no prompt that can be sent/],
    [['--dataset', file, '--prompt-set', 'chat-en'], /choose one/],
    [['--shared-prefix', '4'], /GROUPS:TOKENS/],
    [['--prompt-set', 'poems'], /chat-en/],
    [['--prompt-tokens', 'zipf:3'], /lognormal/],
  ])('%j is refused before anything is sent', async (args, reason) => {
    const { code, output } = await dyno(...args)
    expect(output).toMatch(reason)
    expect([code, bodies.length]).toEqual([2, 0])
  })
})
