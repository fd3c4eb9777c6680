/** The server's own figures over real connections: the simulator, and servers that refuse, stall, restart or tell nothing. */
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { startSimProcess } from '../../../bench/support/sim-process.ts'
import type { ServerEngine } from '../../../src/core/model/plan.ts'
import { createMetricsSource } from '../../../src/node/telemetry/metrics/source.ts'
import { createServerSource } from '../../../src/node/telemetry/server/source.ts'
import { SignalCursor, SignalLog } from '../../../src/node/telemetry/signal-log.ts'
import { fakeStoredSession } from '../../support/stored-session.ts'

const open: Server[] = []
const { target } = fakeStoredSession().meta.plan
const eventually = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 10 })
afterEach(async () => {
  for (const server of open.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  open.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
}

function watch(apiBaseUrl: string, engine: ServerEngine, model = 'm') {
  const log = new SignalLog(() => undefined)
  const source = createMetricsSource()
  const time = { nowMs: 0 }
  source.start(log, { nowMs: () => time.nowMs }, { target: { ...target, apiBaseUrl, engine, model } })
  const all = () => log.read(new SignalCursor())
  const read = (signal: string) => all().find((series) => series.signal === signal)
  /** One second later; resolves when that round's answer time was recorded. */
  const round = async () => {
    const before = read('srv.scrape')?.tMs.length ?? 0
    await eventually(() => {
      time.nowMs += 1_000
      source.sample?.('slow', time.nowMs)
      expect(read('srv.scrape')?.tMs.length ?? 0).toBeGreaterThan(before)
    })
  }
  return { source, all, read, round, time }
}

describe('the simulator', () => {
  it('tells its queue and cache, and its process is found by its port', async () => {
    const sim = await startSimProcess()
    const { source, read, round } = watch(sim.apiBaseUrl, 'llm-dyno-simulator', sim.model)
    await round()
    await round()
    source.stop()
    expect(read('srv.running')?.value[0]).toBe(0)
    expect(read('srv.waiting')?.value[0]).toBe(0)
    expect(read('srv.kv')?.value[0]).toBe(0)
    expect(read('srv.preempt')?.value[0]).toBe(0)
    expect(read('srv.scrape')?.value.length).toBe(2)
    // Nothing was looked up in the cache: no hit rate rather than 0.
    expect(read('srv.prefix.hit')).toBeUndefined()

    if (process.platform === 'linux') {
      const log = new SignalLog(() => undefined)
      const processes = createServerSource()
      processes.start(log, { nowMs: () => performance.now() }, { target: { ...target, apiBaseUrl: sim.apiBaseUrl } })
      await eventually(() => expect(processes.status().detail).toBe(`pid ${sim.child.pid}`))
      processes.sample?.('slow', performance.now())
      processes.stop()
      const rss = log.read(new SignalCursor()).find(({ signal }) => signal === 'srv.rss')
      expect(rss?.value[0]).toBeGreaterThan(10_000_000)
    }
    await sim.stop()
  })
})

describe('other servers', () => {
  it('a server without metrics is asked once, and the signals say why they are missing', async () => {
    let asked = 0
    const url = await serve((_, response) => {
      asked += 1
      response.writeHead(501).end('{"error":{"message":"This server does not support metrics endpoint."}}')
    })
    const { source, read, round, time } = watch(url, 'vllm')
    await round()
    time.nowMs += 60_000
    source.sample?.('slow', time.nowMs)
    expect([asked, read('srv.running')?.reason, source.status().reason]).toEqual([1, 'not-supported', 'not-supported'])
    source.stop()
  })

  it('a counter that starts anew opens a gap, never a negative rate', async () => {
    const tokens = [100, 300, 5, 25]
    const url = await serve((_, response) => response.end(`vllm:generation_tokens_total ${tokens.shift()}\n`))
    const { source, read, round } = watch(url, 'vllm')
    for (let i = 0; i < 4; i += 1) await round()
    source.stop()
    const { value = new Float64Array(), reason } = read('srv.tokens') ?? {}
    expect(value.length).toBe(3)
    expect([value[0]! > 0, value[1], value[2]! > 0, reason]).toEqual([true, Number.NaN, true, 'gap'])
  })

  it('a failing answer is a gap with a reason and is asked less often; then it goes on', async () => {
    let isDown = false
    const url = await serve((_, response) => (isDown ? response.writeHead(503).end() : response.end('vllm:num_requests_running 2\n')))
    const { source, read, round } = watch(url, 'vllm')
    await round()
    isDown = true
    await round()
    expect([Array.from(read('srv.running')?.value ?? []), read('srv.running')?.reason, source.status().periodMs]).toEqual([[2, Number.NaN], 'lost', 2_000])
    isDown = false
    await round()
    expect(Array.from(read('srv.running')?.value ?? [])).toEqual([2, Number.NaN, 2])
    expect(source.status()).toMatchObject({ periodMs: 1_000, reason: null })
    source.stop()
  })

  it('llama.cpp: slots serve where metrics are off', async () => {
    const url = await serve(({ url: path }, response) =>
      path === '/slots' ? response.end('[{"n_ctx":100,"is_processing":true,"n_prompt_tokens":50},{"n_ctx":100,"is_processing":false}]') : response.writeHead(501).end('{}'))
    const { source, read, round } = watch(url, 'llama.cpp')
    await round()
    source.stop()
    expect([read('srv.slots.busy')?.value[0], read('srv.slots.total')?.value[0], read('srv.kv')?.value[0], read('srv.running')?.value[0]]).toEqual([1, 2, 25, 1])
    expect(read('srv.preempt')?.reason).toBe('not-supported')
  })

  it('servers that are known to tell nothing are not asked at all', async () => {
    let asked = 0
    const url = await serve((_, response) => {
      asked += 1
      response.end()
    })
    const { source, read, time } = watch(url, 'koboldcpp')
    await eventually(() => expect(read('srv.running')?.reason).toBe('not-supported'))
    time.nowMs = 5_000
    source.sample?.('slow', time.nowMs)
    source.stop()
    expect(asked).toBe(0)
  })
})
