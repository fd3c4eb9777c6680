/** The sensors of a scenario in place of this machine's, from a real simulator into a stored session. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { Target } from '../../../src/core/model/plan.ts'
import { startSimulator, type Simulator } from '../../../src/sim/server.ts'
import { planOf, recorderRig } from '../../support/recorder-rig.ts'

let close: () => unknown = () => undefined
afterEach(async () => { await close() })

async function simulator(scenario: string | null): Promise<Simulator> {
  const started = await startSimulator({ port: 0, scenario })
  close = () => started.close()
  return started
}

async function record(url: string, change: Partial<Target> = {}) {
  const { ask } = recorderRig()
  const plan = planOf({ telemetry: { enabled: true, baselineMs: 0, tailMs: 0 } })
  const target: Target = { ...plan.target, engine: 'llm-dyno-simulator', simulated: true, apiBaseUrl: `${url}/v1`, ...change }
  const { sessionId } = await ask('session:begin', { name: 'S', plan: { ...plan, target } })
  await new Promise((resolve) => setTimeout(resolve, 1_200))
  const sensors = (await ask('machine:info', null)).sensors
  await ask('session:finish', { sessionId, status: 'completed', failure: null })
  const { timeline, meta } = await ask('sessions:get', { sessionId })
  return { sensors, host: meta.host, of: (signal: string) => timeline.series.filter((series) => series.signal === signal && series.tMs.length > 0) }
}

describe('a run against a simulator that plays a scenario', () => {
  it('records the sensors and the system card of the simulated machine, marked as such, beside the real client', async () => {
    const { url } = await simulator('thermal-throttling')
    const { of, host, sensors } = await record(url)
    const [use] = of('gpu.util')
    expect(use).toMatchObject({ source: 'nvidia', device: 'GPU-simulated-0' })
    expect(use?.deviceLabel).toContain('(simulated)')
    expect(use?.tMs.length).toBeGreaterThan(1)
    for (const signal of ['cpu.total', 'mem.used', 'srv.rss', 'srv.running']) expect(of(signal), signal).toHaveLength(1)
    expect(of('proc.cpu').length).toBeGreaterThan(0)
    expect(host?.cpuModel).toBe('Simulated CPU')
    expect(host?.gpus[0]?.name).toContain('(simulated)')
    expect(sensors.find(({ id }) => id === 'host')?.detail).toBe('simulated: thermal-throttling')
  })

  it('leaves the real sensors where no scenario is played', async () => {
    const { url } = await simulator(null)
    const { of, host } = await record(url)
    expect(of('cpu.total').length).toBeGreaterThan(0)
    expect(of('gpu.util').some(({ device }) => device.includes('simulated'))).toBe(false)
    expect(host?.cpuModel).not.toBe('Simulated CPU')
  })

  it('does not ask a server that is not the simulator, and does not believe one that answers nonsense', async () => {
    const asked: string[] = []
    const server = createServer((request, response) => {
      asked.push(request.url ?? '')
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ scenario: 'x', host: {}, signals: [{ signal: 'rm -rf' }] }))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    close = () => new Promise((resolve) => server.close(resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    await record(url, { simulated: false })
    expect(asked.filter((path) => path.startsWith('/dyno'))).toEqual([])
    const { host } = await record(url)
    expect(asked).toContain('/dyno/telemetry')
    expect(host?.cpuModel).not.toBe('Simulated CPU')
  })
})
