// The real Prometheus and node_exporter as sources, and what happens when they die, freeze or talk nonsense.

import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { PromQuery, RemoteAddress } from '../../../src/core/model/remote.ts'
import type { SessionEvent } from '../../../src/core/model/session.ts'
import type { SignalSeries } from '../../../src/core/model/telemetry.ts'
import { sessionClock } from '../../../src/node/clock.ts'
import { checkRemote } from '../../../src/node/telemetry/remote/check.ts'
import { createPrometheusSource } from '../../../src/node/telemetry/remote/prometheus-source.ts'
import { SignalCursor, SignalLog } from '../../../src/node/telemetry/signal-log.ts'
import { eventually } from '../../support/eventually.ts'
import { freePort, startNodeExporter, startPrometheus, whyWithoutPrometheus } from '../../support/prometheus.ts'
import { planOf, recorderRig } from '../../support/recorder-rig.ts'
import { fakeStoredSession } from '../../support/stored-session.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const { target } = fakeStoredSession().meta.plan
const isReal = whyWithoutPrometheus === null
if (!isReal) console.warn(`Tests with the real Prometheus are skipped: ${whyWithoutPrometheus}`)

const server = (url: string, queries: readonly PromQuery[] = [], instance: string | null = null): RemoteAddress => ({ kind: 'prometheus', url, instance, queries })
const exporters = (...urls: string[]): RemoteAddress => ({ kind: 'exporters', urls })
const brisk = { server: { timeoutMs: 2_000, backoffMs: [200, 1_000] }, exporters: { periodMs: 250, timeoutMs: 1_500, slowMs: 5_000 } } as const

function watch(address: RemoteAddress, token: string | null = null) {
  const events: SessionEvent[] = []
  const log = new SignalLog((event) => events.push(event))
  const source = createPrometheusSource(brisk)
  const clock = sessionClock(process.hrtime.bigint())
  source.start(log, clock, { target, remote: { address, token } })
  onTestFinished(() => source.stop())
  const all = (): readonly SignalSeries[] => log.read(new SignalCursor())
  const read = (signal: string): SignalSeries | undefined => all().find((series) => series.signal === signal)
  const count = (signal: string): number => read(signal)?.value.filter((value) => !Number.isNaN(value)).length ?? 0
  return { source, events, clock, all, read, count, link: () => source.status().link ?? null }
}

async function serve(listener: RequestListener): Promise<string> {
  const http: Server = createServer(listener)
  onTestFinished(() => new Promise<void>((resolve) => {
    http.close(() => resolve())
    http.closeAllConnections()
  }))
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`
}

describe.runIf(isReal)('the real Prometheus', () => {
  it('gives the machine\'s signals at the times of its scrapes, a query of one\'s own, offset, interval and retention; and says what is wrong with a query or an instance', async () => {
    const node = await startNodeExporter()
    const prometheus = await startPrometheus({ targets: [node.port] })
    // The value of this query is the scrape's own time: the time stamp must agree with it.
    const { read, all, count, link, clock, source } = watch(server(prometheus.url, [{ label: 'exporter clock', expr: 'node_time_seconds' }]))
    await eventually(() => count('cpu.total') >= 3 && count('ext.query') >= 2, 40_000)
    await source.settle?.()
    for (const signal of ['cpu.core', 'cpu.busiest', 'mem.used', 'mem.total', 'load.1', 'net.rx']) expect([signal, count(signal) > 0]).toEqual([signal, true])
    for (const value of read('cpu.total')!.value) expect(value >= 0 && value <= 100).toBe(true)
    expect(read('mem.used')!.value[0]).toBeGreaterThan(10_000_000)
    expect(link()).toMatchObject({ kind: 'prometheus', scrapeIntervalMs: 1_000, retention: '2d', issue: null, gaps: 0 })
    const { offsetMs, offsetUncertaintyMs, uncertaintyMs } = link()!.clock!
    expect(Math.abs(offsetMs)).toBeLessThanOrEqual(offsetUncertaintyMs)

    const nowSessionMs = clock.nowMs()
    const wallAtZeroMs = Date.now() - nowSessionMs
    const query = all().find(({ signal }) => signal === 'ext.query')!
    expect(query.deviceLabel).toBe('exporter clock')
    // Evaluated on a grid of steps, it gives the newest scrape, at most one interval (and what the machine adds) before.
    query.value.forEach((seconds, i) => {
      const ageMs = wallAtZeroMs + query.tMs[i]! - seconds * 1_000
      expect(ageMs).toBeGreaterThan(-uncertaintyMs - 50)
      expect(ageMs).toBeLessThan(1_000 + 3_000)
    })
    source.stop()

    const wrong = watch(server(prometheus.url, [{ label: 'wrong', expr: 'sum by (' }]))
    await eventually(() => wrong.count('mem.used') >= 2 && wrong.link()?.issue?.code === 'bad-query', 40_000)
    expect(wrong.link()?.issue?.detail).toMatch(/^wrong: .*parse error/)
    wrong.source.stop()

    const unknown = watch(server(prometheus.url, [], 'gpu-box'))
    await eventually(() => unknown.link()?.issue?.code === 'no-instance' && unknown.link()?.issue?.detail === `127.0.0.1:${node.port}`, 40_000)
  }, 120_000)

  it('its target dies, it is frozen, it is killed: gaps each time, and samples after each', async () => {
    const [node, folder] = [await startNodeExporter(), tempFolder()]
    const prometheus = await startPrometheus({ targets: [node.port], folder })
    const { read, count, link, events } = watch(server(prometheus.url))
    await eventually(() => count('cpu.total') >= 2, 40_000)
    node.child.kill('SIGKILL')
    await eventually(() => link()?.issue?.code === 'target-down', 40_000)
    const dead = count('cpu.total')
    await startNodeExporter(node.port)
    await eventually(() => count('cpu.total') > dead + 1, 40_000)
    expect(Array.from(read('cpu.total')!.value).some(Number.isNaN)).toBe(true)
    expect(link()).toMatchObject({ gaps: 1 })
    prometheus.child.kill('SIGSTOP')
    await eventually(() => link()?.issue?.code === 'timeout', 40_000)
    const frozen = count('mem.used')
    prometheus.child.kill('SIGCONT')
    await eventually(() => count('mem.used') > frozen + 1, 40_000)
    prometheus.child.kill('SIGKILL')
    await eventually(() => link()?.issue?.code === 'refused', 40_000)
    const killed = count('mem.used')
    await startPrometheus({ targets: [node.port], port: prometheus.port, folder })
    await eventually(() => count('mem.used') > killed + 1, 60_000)
    expect(link()?.gaps).toBeGreaterThanOrEqual(3)
    expect(events.filter(({ kind }) => kind === 'sensor-gap').length).toBeGreaterThanOrEqual(2)
  }, 180_000)

  it('node_exporter alone, through a recorded run: samples in the session, offset stored', async () => {
    const node = await startNodeExporter()
    const { ask } = recorderRig()
    const plan = { ...planOf(), telemetry: { enabled: true, baselineMs: 0, tailMs: 100 } }
    const { sessionId } = await ask('session:begin', { name: 'remote', plan, remote: { address: exporters(node.url), token: null } })
    let sampled = await ask('sessions:get', { sessionId })
    await eventually(() => {
      void ask('sessions:get', { sessionId }).then((view) => (sampled = view))
      return sampled.timeline.series.some(({ source, signal, tMs }) => source === 'prometheus' && signal === 'cpu.total' && tMs.length > 0)
    }, 40_000)
    await ask('session:finish', { sessionId, status: 'completed', failure: null })
    const { meta } = await ask('sessions:get', { sessionId })
    expect(meta.remote).toMatchObject({ kind: 'exporters', issue: null })
    expect(meta.remote?.clock?.uncertaintyMs).toBeGreaterThan(0)
  }, 90_000)
})

const page = 'node_load1 2.5\nnode_memory_MemTotal_bytes 100\nnode_memory_MemAvailable_bytes 40\nvllm:num_requests_running{model_name="m"} 3\nDCGM_FI_DEV_GPU_UTIL{gpu="0",UUID="GPU-1",modelName="NVIDIA X"} 97\n'

describe('exporters', () => {
  it('reads machine, GPU and model server from pages, as one machine', async () => {
    const url = await serve((_, response) => response.end(page))
    const { read, count, link } = watch(exporters(url))
    await eventually(() => count('load.1') >= 2)
    expect([read('load.1')?.value[0], read('mem.used')?.value[0], read('srv.running')?.value[0], read('gpu.util')?.value[0]]).toEqual([2.5, 60, 3, 97])
    expect(read('gpu.util')).toMatchObject({ source: 'prometheus', device: 'GPU-1', deviceLabel: 'NVIDIA X' })
    // The Date header counts whole seconds.
    expect(link()?.clock?.offsetUncertaintyMs).toBeGreaterThan(400)
    expect(link()?.clock?.uncertaintyMs).toBeLessThan(400)
  })

  it.each<readonly [string, RequestListener, string]>([
    ['nonsense', (_, response) => response.end('<html><body>Not metrics</body></html>'), 'no-metrics'],
    ['an error', (_, response) => response.writeHead(500).end('boom'), 'no-metrics'],
    ['a wall', (_, response) => response.writeHead(401).end(), 'auth'],
    ['silence', () => undefined, 'timeout'],
    ['a cut', (request) => void request.socket.destroy(), 'refused'],
    ['no HTTP', (request) => void request.socket.end('220 smtp\r\n'), 'garbled'],
    ['garbled numbers', (_, response) => response.end('node_load1 soon\nnode_load1{ 3\n'), 'no-metrics'],
  ])('%s is a gap with its reason, then the page is back', async (_name, bad, code) => {
    let isBad = false
    const url = await serve((request, response) => (isBad ? bad(request, response) : response.end(page)))
    const { count, read, link } = watch(exporters(url))
    await eventually(() => count('load.1') >= 2)
    isBad = true
    await eventually(() => link()?.issue?.code === code)
    isBad = false
    const before = count('load.1')
    await eventually(() => count('load.1') > before && link()?.issue === null)
    expect(Array.from(read('load.1')!.value).some(Number.isNaN)).toBe(true)
    expect(link()?.gaps).toBe(1)
  })

  it('sends its token, and nothing without one', async () => {
    const seen: (string | undefined)[] = []
    const url = await serve(({ headers }, response) => {
      seen.push(headers.authorization)
      response.end(page)
    })
    const one = watch(exporters(url), 'secret')
    await eventually(() => one.count('load.1') >= 1)
    one.source.stop()
    seen.length = 0
    const other = watch(exporters(url))
    await eventually(() => other.count('load.1') >= 1)
    expect(seen.every((header) => header === undefined)).toBe(true)
  })
})

describe('what else may answer for a Prometheus server', () => {
  it.each<readonly [string, RequestListener, string]>([
    ['an exporter', (_, response) => response.end(page), 'not-prometheus'],
    ['another API', (_, response) => response.writeHead(404, { 'content-type': 'application/json' }).end('{"detail":"Not Found"}'), 'not-prometheus'],
    ['a wall', (_, response) => response.writeHead(403).end(), 'auth'],
    ['another shape', (_, response) => response.end('{"status":"success","data":{"resultType":"scalar","result":["now","1"]}}'), 'garbled'],
  ])('%s', async (_name, listener, code) => {
    const { link } = await checkRemote({ address: server(await serve(listener)), token: null }, null, 5_000)
    expect(link.issue?.code).toBe(code)
  })

  it('nothing', async () => {
    expect((await checkRemote({ address: server(`http://127.0.0.1:${await freePort()}`), token: null }, null, 5_000)).link.issue?.code).toBe('refused')
  })
})
