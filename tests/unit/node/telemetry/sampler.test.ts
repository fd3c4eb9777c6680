import { describe, expect, onTestFinished, test } from 'vitest'
import { createSampler } from '../../../../src/node/telemetry/sampler.ts'
import { basicHostInfo, readHostInfo } from '../../../../src/node/telemetry/host-info.ts'
import type { Ring, TelemetrySource } from '../../../../src/node/telemetry/source.ts'
import { SignalLog } from '../../../../src/node/telemetry/signal-log.ts'
import { eventually } from '../../../support/eventually.ts'

function recordingSource(): TelemetrySource & { readonly calls: string[] } {
  const calls: string[] = []
  return {
    id: 'host',
    calls,
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

describe('the system card', () => {
  const versions = { appVersion: '1.2.3', runtime: 'Node' }

  test('has the basics at once', () => {
    expect(basicHostInfo(versions)).toMatchObject({ appVersion: '1.2.3', runtime: 'Node', cpuCores: expect.any(Number), memoryBytes: expect.any(Number) })
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
