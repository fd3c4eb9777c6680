// The agent and its reader over real connections: alignment of the clocks, tokens, and runs that go on whatever happens to the agent.

import { createServer, request as httpRequest, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { RemoteConfig } from '../../../src/core/model/remote.ts'
import type { SessionEvent } from '../../../src/core/model/session.ts'
import type { SignalDef, SignalSeries } from '../../../src/core/model/telemetry.ts'
import { startAgent } from '../../../src/node/agent/server.ts'
import { sessionClock } from '../../../src/node/clock.ts'
import { createAgentSource, type AgentTiming } from '../../../src/node/telemetry/remote/agent-source.ts'
import { checkRemote } from '../../../src/node/telemetry/remote/check.ts'
import { createSampler } from '../../../src/node/telemetry/sampler.ts'
import { SignalCursor, SignalLog } from '../../../src/node/telemetry/signal-log.ts'
import type { TelemetrySource } from '../../../src/node/telemetry/source.ts'
import { startSimProcess } from '../../../bench/support/sim-process.ts'
import { agentToken, startAgentChild } from '../../support/dyno-agent.ts'
import { eventually } from '../../support/eventually.ts'
import { planOf, recorderRig } from '../../support/recorder-rig.ts'
import { fakeStoredSession } from '../../support/stored-session.ts'

const { target } = fakeStoredSession().meta.plan
const remoteTo = (url: string, token: string | null = agentToken): RemoteConfig => ({ address: { kind: 'agent', url, ca: null }, token })
/** Short waits, but a silence that a busy machine does not produce by itself. */
const brisk: Partial<AgentTiming> = { silenceMs: 2_500, backoffMs: [100, 400], probeEveryMs: 200 }

function watch(url: string, token: string | null = agentToken, timing = brisk) {
  const events: SessionEvent[] = []
  const log = new SignalLog((event) => events.push(event))
  const source = createAgentSource(timing)
  const clock = sessionClock(process.hrtime.bigint())
  source.start(log, clock, { target, remote: remoteTo(url, token) })
  onTestFinished(() => source.stop())
  const read = (signal: string): SignalSeries | undefined => log.read(new SignalCursor()).find((series) => series.signal === signal)
  const count = (signal: string): number => read(signal)?.value.filter((value) => !Number.isNaN(value)).length ?? 0
  return { source, events, clock, read, count, link: () => source.status().link ?? null }
}

async function serve(listener: RequestListener): Promise<string> {
  const server: Server = createServer(listener)
  onTestFinished(() => new Promise<void>((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  }))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const beat: SignalDef = { source: 'host', device: '', deviceLabel: '', signal: 'cpu.total', unit: '%', windowMs: 0 }

/** An agent in this process whose only sensor says at which instant of this process's clock it was read. */
async function truthfulAgent(): Promise<string> {
  let push: ((atMs: number) => void) | null = null
  const source: TelemetrySource = {
    id: 'client',
    start: (sink) => {
      push = (atMs) => sink.push(beat, atMs, performance.now())
    },
    sample: (_ring, atMs) => push?.(atMs),
    stop: () => undefined,
    status: () => ({ running: true, periodMs: 250, reason: null, detail: null }),
  }
  const agent = await startAgent({ host: '127.0.0.1', port: 0, token: agentToken, tls: null, serverPort: null, appVersion: '0', machine: 'gpu-box', createSampler: () => createSampler([source]) })
  onTestFinished(() => agent.close())
  return agent.url
}

describe('clocks', () => {
  it('places samples at the instant they were taken, within the error it states', async () => {
    const url = await truthfulAgent()
    const { read, count, clock, link } = watch(url)
    await eventually(() => count('cpu.total') >= 3)
    const nowOffsetMs = performance.now() - clock.nowMs()
    const { tMs, value } = read('cpu.total')!
    const uncertaintyMs = link()?.clock?.uncertaintyMs ?? Number.NaN
    // The sensor reads the time a moment after the sampler took its stamp.
    for (const [i, atMs] of tMs.entries()) expect(Math.abs(value[i]! - nowOffsetMs - atMs)).toBeLessThan(uncertaintyMs + 50)
    expect(link()).toMatchObject({ machine: 'gpu-box', issue: null, gaps: 0 })
    const { offsetMs, offsetUncertaintyMs } = link()!.clock!
    expect(Math.abs(offsetMs)).toBeLessThanOrEqual(offsetUncertaintyMs)
  })
})

describe('tokens', () => {
  const get = (url: string, headers: Record<string, string>): Promise<number> => new Promise((resolve, reject) => {
    httpRequest(url, { headers, agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    }).on('error', reject).end()
  })

  it('answers nothing without the token, and only GET with it', async () => {
    const url = await truthfulAgent()
    const wrong: readonly Record<string, string>[] = [{}, { authorization: 'Bearer x' }, { authorization: agentToken }, { authorization: `Bearer ${agentToken}x` }]
    const refused = await Promise.all(['/hello', '/v1/time', '/v1/stream', '/other'].flatMap((path) => wrong.map((headers) => get(`${url}${path}`, headers))))
    expect(refused).toEqual(refused.map(() => 401))
    expect(await get(`${url}/other`, { authorization: `Bearer ${agentToken}` })).toBe(404)
  })

  it('a wrong token is an issue that says so, and is tried with patience', async () => {
    const url = await truthfulAgent()
    const { link, source, events } = watch(url, 'wrong-token-wrong-token')
    await eventually(() => link()?.issue?.code === 'auth')
    expect(source.status()).toMatchObject({ running: false, reason: 'no-permission' })
    expect(events).toEqual([])
  })
})

describe('what else may answer', () => {
  it.each<readonly [string, RequestListener, string]>([
    ['a web page', (_, response) => response.end('<html>'), 'not-agent'],
    ['an agent of the future', (_, response) => response.end(JSON.stringify({ format: 'llm-dyno/agent', versions: [7], instance: 'i', machine: 'm', appVersion: '9.9', os: null, cpuModel: null, cpuCores: null, memoryBytes: null, serverPort: null })), 'version'],
    ['a flood', (_, response) => response.end('x'.repeat(1_000_000)), 'garbled'],
    ['no HTTP', (request) => void request.socket.end('SSH-2.0-OpenSSH\r\n'), 'garbled'],
    ['a redirect', (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(), 'not-agent'],
  ])('%s', async (_name, listener, code) => {
    const { link } = await checkRemote(remoteTo(await serve(listener)), null, 5_000)
    expect(link.issue?.code).toBe(code)
  })

  it('nothing', async () => {
    expect((await checkRemote(remoteTo('http://127.0.0.1:1'), null, 5_000)).link.issue?.code).toBe('refused')
  })
})

/** Speaks the protocol until told to garble. */
function garblingAgent(): { readonly listener: RequestListener; garble: string | null } {
  const state = {
    garble: null as string | null,
    listener: ((request, response) => {
      const nowMs = performance.now()
      if (request.url === '/hello') return void response.end(JSON.stringify({ format: 'llm-dyno/agent', versions: [1], instance: 'i', machine: 'm', appVersion: '1', os: null, cpuModel: null, cpuCores: 1, memoryBytes: null, serverPort: null }))
      if (request.url === '/v1/time') return void response.end(JSON.stringify({ instance: 'i', receivedMs: nowMs, sentMs: nowMs, wallMs: Date.now() }))
      const { source: _source, ...def } = beat
      response.write(`${JSON.stringify({ nowMs, series: [{ id: 0, ...def }, { id: 1, ...def, signal: 'gpu.util', device: 'x' }] })}\n`)
      const timer = setInterval(() => {
        const at = performance.now()
        response.write(state.garble ?? `${JSON.stringify({ nowMs: at, samples: [[0, at, 50], [1, at, null], [7, at, 1]], missing: [[1, 'gap']] })}\n`)
      }, 50)
      response.on('close', () => clearInterval(timer))
    }) as RequestListener,
  }
  return state
}

describe('garbled', () => {
  it.each([
    ['no JSON', 'not json at all\n'],
    ['a line without end', 'x'.repeat(300_000)],
    ['another shape', '{"nowMs":"soon"}\n'],
    ['a signal of our own', '{"nowMs":1,"series":[{"id":3,"signal":"req.ttft.p50","device":"","deviceLabel":"","unit":"ms","windowMs":0}]}\n'],
    ['numbers out of bounds', '{"nowMs":1,"samples":[[99999,1,1]]}\n'],
  ])('%s: a gap, then it recovers', async (_name, text) => {
    const agent = garblingAgent()
    const { count, read, link, events } = watch(await serve(agent.listener))
    await eventually(() => count('cpu.total') > 3)
    agent.garble = text
    await eventually(() => link()?.issue?.code === 'garbled')
    const before = count('cpu.total')
    agent.garble = null
    await eventually(() => count('cpu.total') > before + 3)
    expect(Array.from(read('cpu.total')!.value).some(Number.isNaN)).toBe(true)
    expect(link()).toMatchObject({ issue: null, gaps: 1 })
    expect(events.filter(({ kind }) => kind === 'sensor-gap').length).toBe(1)
    expect(read('req.ttft.p50')).toBeUndefined()
    // Never had a value: its silence is told once, as a reason.
    expect(read('gpu.util')).toMatchObject({ reason: 'gap' })
  })
})

describe('a real agent process', () => {
  it('is killed and started again: gap, then samples of the new one', async () => {
    const first = await startAgentChild()
    const port = new URL(first.url).port
    const { count, link, read } = watch(first.url)
    await eventually(() => count('cpu.total') > 2)
    first.child.kill('SIGKILL')
    await eventually(() => link()?.issue !== null)
    const before = count('cpu.total')
    await startAgentChild(['--port', port])
    await eventually(() => count('cpu.total') > before + 2, 20_000)
    expect(link()).toMatchObject({ gaps: 1, issue: null })
    const { tMs } = read('cpu.total')!
    expect(Array.from(tMs).every((atMs, i) => i === 0 || atMs > tMs[i - 1]!)).toBe(true)
  })

  it.runIf(process.platform === 'linux')('is frozen: a gap within seconds, and it comes back when it thaws', async () => {
    const { url, child } = await startAgentChild()
    const { count, link } = watch(url)
    await eventually(() => count('cpu.total') > 2)
    child.kill('SIGSTOP')
    await eventually(() => link()?.gaps === 1, 15_000)
    const before = count('cpu.total')
    child.kill('SIGCONT')
    await eventually(() => count('cpu.total') > before + 2, 20_000)
    expect(link()?.issue).toBeNull()
  })

  it.runIf(process.platform === 'linux')('a run goes on without it, and the session keeps clock, gap and the server\'s processes', async () => {
    const sim = await startSimProcess()
    onTestFinished(() => sim.stop())
    const { url, child } = await startAgentChild(['--port', '0', '--server-port', new URL(sim.apiBaseUrl).port])
    const { ask, client } = recorderRig()
    const plan = { ...planOf(), telemetry: { enabled: true, baselineMs: 0, tailMs: 100 } }
    const { sessionId } = await ask('session:begin', { name: 'remote', plan, remote: remoteTo(url) })
    const view = () => ask('sessions:get', { sessionId })
    let sampled = await view()
    await eventually(() => {
      void view().then((now) => (sampled = now))
      return ['cpu.total', 'srv.rss', 'srv.running'].every((signal) => sampled.timeline.series.some((series) => series.source === 'agent' && series.signal === signal && series.tMs.length > 1))
    }, 20_000)
    child.kill('SIGKILL')
    await eventually(() => {
      void view().then((now) => (sampled = now))
      return sampled.timeline.events.some(({ kind, source }) => kind === 'sensor-gap' && source === 'agent')
    }, 20_000)
    await ask('session:finish', { sessionId, status: 'stopped', failure: null })
    const { meta } = await view()
    expect(meta.status).toBe('stopped')
    expect(meta.remote).toMatchObject({ kind: 'agent', gaps: 1, issue: { code: 'refused' } })
    expect(meta.remote?.clock?.uncertaintyMs).toBeGreaterThan(0)
    expect(JSON.stringify(await view())).not.toContain(agentToken)
    client.close()
  }, 60_000)
})

describe('a real agent', () => {
  it('reads the sources it was told to, at the period it was told', async () => {
    const { url } = await startAgentChild(['--port', '0', '--telemetry', 'host=2000,nvidia=off'])
    const seen = watch(url)
    await eventually(() => seen.count('cpu.total') > 1, 20_000)
    expect(seen.read('cpu.total')?.windowMs).toBe(2_000)
    expect(seen.read('gpu.util')?.reason).toBe('off')
  }, 40_000)

  it('outlives a request target that is no address', async () => {
    const { url } = await startAgentChild()
    const { hostname, port } = new URL(url)
    const status = (path: string) => new Promise<number>((resolve, reject) => {
      httpRequest({ hostname, port, path, headers: { authorization: `Bearer ${agentToken}` } }, (response) => {
        response.resume()
        resolve(response.statusCode ?? 0)
      }).on('error', reject).end()
    })
    expect([await status('//'), await status('//?x'), await status('/hello')]).toEqual([404, 404, 200])
  })
})
