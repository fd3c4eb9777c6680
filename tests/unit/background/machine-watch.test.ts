/** Watching the machine: sensors are read while somebody looks, a run comes first and is seen too, and nothing goes on afterwards. */
import { describe, expect, it, vi } from 'vitest'
import { memoryPortPair } from '../../../src/background/port-memory.ts'
import type { LiveFrame, MachineFrame } from '../../../src/core/model/view.ts'
import { planOf, recorderRig, type RecorderRig } from '../../support/recorder-rig.ts'

const soon = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 10_000, interval: 20 })

function openViewer({ recorder }: RecorderRig) {
  const [window, recorderEnd] = memoryPortPair()
  const frames: (MachineFrame | LiveFrame)[] = []
  window.onMessage((message) => {
    const frame = message as MachineFrame
    frames.push(frame)
    window.post({ type: 'ack', seq: frame.seq })
  })
  recorder.attachViewer(recorderEnd)
  const machine = () => frames.filter((frame): frame is MachineFrame => 'kind' in frame)
  const count = (signal: string) => machine().flatMap(({ series }) => series).filter((one) => one.signal === signal).reduce((sum, { tMs }) => sum + tMs.length, 0)
  return { window, frames, machine, count }
}

const isSampling = async ({ ask }: RecorderRig) => (await ask('machine:info', null)).sensors.some(({ running }) => running)
const plan = () => ({ ...planOf(), telemetry: { enabled: true, baselineMs: 0, tailMs: 0 } })

describe('watching the machine', () => {
  it('reads the sensors from the first look to the last, and sends every sample once', async () => {
    const rig = recorderRig()
    expect(await isSampling(rig)).toBe(false)
    const viewer = openViewer(rig)
    viewer.window.post({ type: 'machine' })
    await soon(() => expect(viewer.count('mem.used')).toBeGreaterThanOrEqual(2))
    expect(viewer.machine().map(({ snapshot }) => snapshot).slice(0, 2)).toEqual([true, false])
    const stamps = viewer.machine().flatMap(({ series }) => series.filter(({ signal }) => signal === 'mem.used').flatMap(({ tMs }) => [...tMs]))
    expect(new Set(stamps).size).toBe(stamps.length)
    expect(await isSampling(rig)).toBe(true)
    viewer.window.close()
    await soon(async () => expect(await isSampling(rig)).toBe(false))
  })

  it('sees the samples of a run on its own clock, and goes on after it', async () => {
    const rig = recorderRig()
    const viewer = openViewer(rig)
    viewer.window.post({ type: 'machine' })
    await soon(() => expect(viewer.count('mem.used')).toBeGreaterThanOrEqual(2))
    const { sessionId } = await rig.ask('session:begin', { name: 'r', plan: plan() })
    const before = viewer.count('mem.used')
    await soon(() => expect(viewer.count('mem.used')).toBeGreaterThan(before + 1))
    await rig.ask('session:finish', { sessionId, status: 'failed', failure: { code: 'engine-crashed', detail: '' } })
    expect((await rig.ask('sessions:get', { sessionId })).timeline.series.some(({ signal }) => signal === 'mem.used')).toBe(true)
    const after = viewer.count('mem.used')
    await soon(() => expect(viewer.count('mem.used')).toBeGreaterThan(after + 1))
    const stamps = viewer.machine().flatMap(({ series }) => series.filter(({ signal }) => signal === 'mem.used').flatMap(({ tMs }) => [...tMs]))
    expect(stamps).toEqual(stamps.toSorted((a, b) => a - b))
    // Frames of the run never come to somebody who watches the machine.
    expect(viewer.frames.length).toBe(viewer.machine().length)
    viewer.window.close()
  })

  it('does not end a run’s sensors when the last one looks away', async () => {
    const rig = recorderRig()
    const viewer = openViewer(rig)
    viewer.window.post({ type: 'machine' })
    await soon(() => expect(viewer.count('mem.used')).toBeGreaterThanOrEqual(1))
    await rig.ask('session:begin', { name: 'r', plan: plan() })
    viewer.window.close()
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(await isSampling(rig)).toBe(true)
  })

  it('tells one who begins to look in the middle of a run what is silent, and why', async () => {
    const rig = recorderRig()
    await rig.ask('session:begin', { name: 'r', plan: plan() })
    await soon(async () => expect((await rig.ask('machine:info', null)).sensors.find(({ id }) => id === 'nvidia')?.reason).toBe('tool-missing'))
    const viewer = openViewer(rig)
    viewer.window.post({ type: 'machine' })
    await soon(() => expect(viewer.machine().length).toBeGreaterThan(0))
    expect(viewer.machine()[0]?.series.find(({ signal }) => signal === 'gpu.util')?.reason).toBe('tool-missing')
    viewer.window.close()
  })

  it('leaves out what the user switched off, and says so', async () => {
    const rig = recorderRig()
    await rig.ask('machine:sources', { off: ['host'], periodsMs: {} })
    const viewer = openViewer(rig)
    viewer.window.post({ type: 'machine' })
    await soon(() => expect(viewer.machine().length).toBeGreaterThan(0))
    const reasons = viewer.machine().flatMap(({ series }) => series).filter(({ source }) => source === 'host').map(({ signal, reason }) => [signal, reason])
    expect(reasons).toEqual([['cpu.total', 'off']])
    expect(viewer.machine()[0]?.sensors.find(({ id }) => id === 'host')).toMatchObject({ running: false, reason: 'off' })
    await rig.ask('machine:sources', { off: [], periodsMs: {} })
    await soon(() => expect(viewer.count('mem.used')).toBeGreaterThanOrEqual(1))
    viewer.window.close()
  })
})
