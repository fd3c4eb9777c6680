import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { evenScript } from '../../../src/sim/script/plan.ts'
import type { TruthRecord } from '../../../src/sim/script/truth.ts'
import { startSimulator } from '../../../src/sim/server.ts'
import type { Simulator, SimulatorOptions } from '../../../src/sim/server.ts'
import { call, chatBody, chunks, contentOf } from './client.ts'

let running: Simulator | null = null

async function start(options: SimulatorOptions = {}): Promise<string> {
  running = await startSimulator({ port: 0, ...options })
  return running.url
}

afterEach(async () => {
  await running?.close()
  running = null
})

const scripted = (url: string, script: unknown, extra: Readonly<Record<string, unknown>> = {}) =>
  call(`${url}/v1/chat/completions`, { body: chatBody({ dyno_script: script, ...extra }) })

async function truthOf(url: string, id: string): Promise<TruthRecord> {
  return JSON.parse((await call(`${url}/dyno/truth?id=${id}`)).text) as TruthRecord
}

describe('a scripted answer', () => {
  test('has the scripted chunks, due at the scripted times, and is never sent early', async () => {
    const url = await start()
    const { text } = await scripted(url, { firstTokenMs: 30, gapsMs: [10, 0, 25.5] }, { dyno_request_id: 'mine' })
    expect(chunks(text).at(-1)!.usage!.completion_tokens).toBe(4)
    const record = await truthOf(url, 'mine')
    expect(record).toMatchObject({ mode: 'script', outcome: 'ok' })
    const dueMs = record.dueNs.map((dueNs) => (dueNs - record.receivedNs) / 1e6)
    ;[30, 40, 40, 65.5].forEach((expected, i) => expect(dueMs[i]).toBeCloseTo(expected, 3))
    expect(record.chunkNs.every((sentNs, i) => sentNs >= record.dueNs[i]!)).toBe(true)
    expect(record.roleNs).toBeLessThan(record.chunkNs[0]!)
  })

  test('reaches the client after the logged time, on the same clock', async () => {
    const url = await start()
    const seenNs: number[] = []
    const sentNs = Number(process.hrtime.bigint())
    const seen = new Set<number>()
    const { text } = await call(`${url}/v1/chat/completions`, {
      body: chatBody({ dyno_script: { firstTokenMs: 20, gapMs: 15, count: 9 }, dyno_request_id: 'clock' }),
      onText: (soFar) => {
        const count = (soFar.match(/"content":"[^"]/gu) ?? []).length
        if (count > 0 && !seen.has(count)) seenNs.push(Number(process.hrtime.bigint()))
        seen.add(count)
      },
    })
    const record = await truthOf(url, 'clock')
    expect(contentOf(text).split(' ')).toHaveLength(10)
    expect(record.receivedNs).toBeGreaterThan(sentNs)
    expect(seenNs[0]).toBeGreaterThan(record.chunkNs[0]!)
    expect(seenNs.at(-1)).toBeGreaterThan(record.chunkNs.at(-1)!)
  })

  test('does not wait for the slots of the machine', async () => {
    const url = await start({ machine: { slots: 1, decodeMs: 1000 } })
    await Promise.all(Array.from({ length: 8 }, (_, i) => scripted(url, { firstTokenMs: 5 }, { dyno_request_id: `s${i}` })))
    const truth = (await call(`${url}/dyno/truth`)).text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as TruthRecord)
    expect(truth.map(({ id }) => id).toSorted()).toEqual(['s0', 's1', 's2', 's3', 's4', 's5', 's6', 's7'])
    expect(truth.every(({ outcome, chunkNs }) => outcome === 'ok' && chunkNs.length === 1)).toBe(true)
  })

  test('can join chunks in one write, which then share one time', async () => {
    const url = await start()
    const { text } = await scripted(url, { firstTokenMs: 5, gapMs: 10, count: 1, chunksPerWrite: 3 }, { dyno_request_id: 'joined' })
    expect(contentOf(text).split(' ')).toHaveLength(6)
    const { chunkNs } = await truthOf(url, 'joined')
    expect(new Set(chunkNs).size).toBe(2)
    expect(chunkNs).toHaveLength(6)
  })

  test.each([
    ['http-500', 500],
    ['http-429', 429],
    ['http-404', 404],
  ])('can be %s', async (kind, status) => {
    const url = await start()
    expect((await scripted(url, { firstTokenMs: 5, error: { kind } })).status).toBe(status)
  })

  test('can break after some chunks', async () => {
    const url = await start()
    const { text, ended } = await scripted(
      url,
      { firstTokenMs: 1, gapMs: 1, count: 9, error: { afterChunks: 4, kind: 'eof' } },
      { dyno_request_id: 'cut' },
    )
    expect(ended).toBe('end')
    expect(contentOf(text).split(' ')).toHaveLength(4)
    const record = await truthOf(url, 'cut')
    expect([record.outcome, record.chunkNs.length]).toEqual(['broken: eof', 4])
  })
})

describe('the truth log', () => {
  test('takes the id from a header, or else the response id, and can be cleared', async () => {
    const url = await start()
    const script = { firstTokenMs: 1 }
    await call(`${url}/v1/chat/completions`, { body: chatBody({ dyno_script: script }), headers: { 'x-dyno-request-id': 'header-id' } })
    const { text } = await scripted(url, script)
    expect((await truthOf(url, 'header-id')).outcome).toBe('ok')
    expect((await truthOf(url, chunks(text)[0]!.id)).outcome).toBe('ok')
    await call(`${url}/dyno/truth`, { method: 'DELETE' })
    expect((await call(`${url}/dyno/truth`)).text).toBe('')
    expect((await call(`${url}/dyno/truth?id=header-id`)).status).toBe(404)
  })

  test('is also written to a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dyno-truth-'))
    const file = join(folder, 'truth.ndjson')
    const url = await start({ truthLogFile: file })
    await scripted(url, { firstTokenMs: 1, gapsMs: [1] }, { dyno_request_id: 'filed' })
    await running?.close()
    const lines = (await readFile(file, 'utf8')).trim().split('\n')
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ id: 'filed', outcome: 'ok' }])
    await rm(folder, { recursive: true })
  })
})

test('scripts of the server serve requests that bring none, in turn', async () => {
  const url = await start({ scripts: [evenScript(1, 1, 2), evenScript(1, 1, 5)] })
  const tokens: number[] = []
  for (let i = 0; i < 3; i += 1) {
    tokens.push(chunks((await call(`${url}/v1/chat/completions`, { body: chatBody() })).text).at(-1)!.usage!.completion_tokens)
  }
  expect(tokens).toEqual([2, 5, 2])
})
