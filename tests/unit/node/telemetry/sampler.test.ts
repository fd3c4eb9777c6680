import { describe, expect, onTestFinished, test } from 'vitest'
import { createSampler } from '../../../../src/node/telemetry/sampler.ts'
import { basicHostInfo, readHostInfo } from '../../../../src/node/telemetry/host-info.ts'
import type { Ring, SampleSink, TelemetrySource } from '../../../../src/node/telemetry/source.ts'
import { SignalCursor, SignalLog } from '../../../../src/node/telemetry/signal-log.ts'
import { eventually } from '../../../support/eventually.ts'

function recordingSource(id: TelemetrySource['id'] = 'host'): TelemetrySource & { readonly calls: string[]; readonly periods: number[] } {
  const calls: string[] = []
  const periods: number[] = []
  return {
    id,
    calls,
    periods,
    setPeriod: (periodMs) => void periods.push(periodMs),
    start: () => void calls.push('start'),
    sample: (ring: Ring) => void calls.push(ring),
    stop: () => void calls.push('stop'),
    status: () => ({ running: false, periodMs: null, reason: null, detail: null }),
  }
}

describe('the sampler', () => {
  test('runs both rings between start and stop, the fast one more often, and then rests', async () => {
    const source = recordingSource()
    const sampler = createSampler([source])
    onTestFinished(() => sampler.stop())
    expect(source.calls).toEqual([])
    sampler.start(new SignalLog(() => undefined), { nowMs: () => performance.now() })
    await eventually(() => source.calls.filter((call) => call === 'slow').length >= 2)
    sampler.stop()
    const atStop = [...source.calls]
    await new Promise((resolve) => setTimeout(resolve, 400))
    expect(source.calls).toEqual(atStop)
    expect(atStop[0]).toBe('start')
    expect(atStop.at(-1)).toBe('stop')
    expect(atStop.filter((call) => call === 'fast').length).toBeGreaterThan(atStop.filter((call) => call === 'slow').length)
  })

  test('stopping twice stops the sources once', () => {
    const source = recordingSource()
    const sampler = createSampler([source])
    sampler.start(new SignalLog(() => undefined), { nowMs: () => performance.now() })
    sampler.stop()
    sampler.stop()
    expect(source.calls.filter((call) => call === 'stop')).toHaveLength(1)
  })

  test('a jump of the clock is an event, and missed ticks are not made up', async () => {
    const source = recordingSource()
    const sampler = createSampler([source])
    onTestFinished(() => sampler.stop())
    const kinds: string[] = []
    let leapMs = 0
    sampler.start(new SignalLog((event) => kinds.push(event.kind)), { nowMs: () => performance.now() + leapMs })
    await eventually(() => source.calls.includes('slow'))
    const before = source.calls.length
    leapMs = 60_000
    await eventually(() => kinds.length > 0, 5_000)
    expect(kinds).toEqual(['clock-jump'])
    expect(source.calls.length - before).toBeLessThan(20)
  })
})

describe('what the user chooses', () => {
  const clock = { nowMs: () => performance.now() }

  test('each source has its own period', async () => {
    const [host, metrics] = [recordingSource('host'), recordingSource('metrics')]
    const sampler = createSampler([host, metrics])
    onTestFinished(() => sampler.stop())
    sampler.configure({ off: [], periodsMs: { host: 100, metrics: 5_000 } })
    sampler.start(new SignalLog(() => undefined), clock)
    await eventually(() => host.calls.filter((call) => call === 'fast').length >= 8)
    expect(host.periods).toEqual([100])
    expect(metrics.calls.filter((call) => call === 'fast').length).toBeLessThanOrEqual(2)
  })

  test('a source is switched off and on, and its period changed, while others go on', async () => {
    const [host, server] = [recordingSource('host'), recordingSource('server')]
    const sampler = createSampler([host, server])
    onTestFinished(() => sampler.stop())
    const log = new SignalLog(() => undefined)
    sampler.start(log, clock)
    await eventually(() => server.calls.includes('slow'))
    sampler.configure({ off: ['server'], periodsMs: { host: 500 } })
    expect(server.calls.at(-1)).toBe('stop')
    expect(sampler.statuses()).toMatchObject([{ id: 'host' }, { id: 'server', running: false, reason: 'off' }])
    expect(log.read(new SignalCursor()).find(({ source }) => source === 'server')?.reason).toBe('off')
    expect(host.periods).toEqual([250, 500])
    const heard = host.calls.length
    await eventually(() => host.calls.length >= heard + 2)
    sampler.configure({ off: [], periodsMs: {} })
    expect(server.calls.filter((call) => call === 'start')).toHaveLength(2)
    expect(host.calls.filter((call) => call === 'start' || call === 'stop')).toEqual(['start'])
  })

  test('says which signals of a running source can not be had, and forgets it when one comes', () => {
    const def = (signal: 'cpu.temp' | 'cpu.total') => ({ source: 'host', device: '', deviceLabel: '', signal, unit: '%', windowMs: 0 }) as const
    let out: SampleSink | null = null
    const source: TelemetrySource = { ...recordingSource('host'), start: (sink) => void (out = sink) }
    const sampler = createSampler([source])
    onTestFinished(() => sampler.stop())
    sampler.start(new SignalLog(() => undefined), clock)
    const sink = out as SampleSink | null
    sink?.missing(def('cpu.temp'), 'no-hwmon')
    sink?.push(def('cpu.total'), 0, null, 'gap')
    expect(sampler.statuses()[0]?.notes).toEqual([{ signal: 'cpu.temp', reason: 'no-hwmon' }])
    sink?.push(def('cpu.temp'), 1, 50)
    expect(sampler.statuses()[0]?.notes).toBeUndefined()
  })

  test('a source that can not be read so often keeps its own pace', () => {
    const apple = recordingSource('apple')
    const sampler = createSampler([apple])
    onTestFinished(() => sampler.stop())
    sampler.configure({ off: [], periodsMs: { apple: 100 } })
    sampler.start(new SignalLog(() => undefined), clock)
    expect(apple.periods).toEqual([1_000])
  })
})

describe('the system card', () => {
  const versions = { appVersion: '1.2.3', runtime: 'Node' }

  test('has the basics at once', () => {
    expect(basicHostInfo(versions)).toMatchObject({ appVersion: '1.2.3', runtime: 'Node', cpuCores: expect.any(Number), memoryBytes: expect.any(Number) })
  })

  test('has GPU, memory modules, board and system of every platform, and leaves out what nobody filled in', async () => {
    const answers = {
      osInfo: () => Promise.resolve({ distro: 'Microsoft Windows 11 Pro', release: '10.0.26100', arch: 'x64' }),
      cpu: () => Promise.resolve({ manufacturer: 'AMD', brand: 'Ryzen 9 7950X' }),
      graphics: () => Promise.resolve({ controllers: [{ vendor: 'AMD', model: 'Radeon RX 7900 XTX', vram: 24_560, busAddress: '03:00.0', driverVersion: '32.0.1' }, { model: 'Basic Display', vram: 0 }, { model: '' }] }),
      memLayout: () => Promise.resolve([{ size: 17_179_869_184, type: 'DDR5', clockSpeed: 5_600 }, { size: 0, type: 'Empty', clockSpeed: 0 }, { size: 17_179_869_184, type: '', clockSpeed: null }]),
      baseboard: () => Promise.resolve({ manufacturer: 'To Be Filled By O.E.M.', model: 'X670E' }),
    }
    expect(await readHostInfo(versions, answers)).toMatchObject({
      os: 'Microsoft Windows 11 Pro 10.0.26100 x64', cpuModel: 'AMD Ryzen 9 7950X', board: 'X670E',
      gpus: [{ id: '03:00.0', name: 'Radeon RX 7900 XTX', memoryBytes: 24_560 * 1_048_576, driver: '32.0.1' }, { id: 'gpu-1', name: 'Basic Display', memoryBytes: null, driver: null }],
      memoryModules: [{ sizeBytes: 17_179_869_184, type: 'DDR5', clockMhz: 5_600 }, { sizeBytes: 17_179_869_184, type: null, clockMhz: null }],
    })
    // A call that fails leaves its part out, not the rest.
    const broken = await readHostInfo(versions, { ...answers, graphics: () => Promise.reject(new Error('no')), baseboard: () => { throw new Error('no') } })
    expect(broken).toMatchObject({ gpus: [], board: null, cpuModel: 'AMD Ryzen 9 7950X' })
  })

  test('is refined without holding up the event loop', async () => {
    let ticks = 0
    const timer = setInterval(() => (ticks += 1), 5)
    const info = await readHostInfo(versions)
    clearInterval(timer)
    expect(info).toMatchObject({ appVersion: '1.2.3', hostname: expect.any(String), os: expect.any(String) })
    expect(ticks).toBeGreaterThan(2)
  })
})
