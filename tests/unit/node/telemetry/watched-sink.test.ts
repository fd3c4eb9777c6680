import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { SessionEvent } from '../../../../src/core/model/session.ts'
import { powerProbes, readMains } from '../../../../src/node/telemetry/power-supply.ts'
import { SignalLog } from '../../../../src/node/telemetry/signal-log.ts'
import { heaviest, topProcesses } from '../../../../src/node/telemetry/top-processes.ts'
import { WatchedSink } from '../../../../src/node/telemetry/watched-sink.ts'
import { eventually } from '../../../support/eventually.ts'
import { tempFolder } from '../../../support/temp-folder.ts'

const oom = (sink: WatchedSink, atMs: number) => sink.event('oom-kill', atMs, '1', { source: 'host' })

function rig() {
  const events: SessionEvent[] = []
  const time = { nowMs: 0 }
  const sink = new WatchedSink(new SignalLog((event) => events.push(event)), { clock: { nowMs: () => time.nowMs }, snapshot: () => Promise.resolve({ windowMs: 500, top: [], reason: null }) })
  return { events, time, sink, kinds: () => events.map(({ kind }) => kind) }
}

describe('events in the samples of a recording', () => {
  test('an anomaly brings one look at the processes, and not another within half a minute', async () => {
    const { sink, time, events, kinds } = rig()
    oom(sink, 0)
    await eventually(() => events.length === 2)
    time.nowMs = 20_000
    oom(sink, 20_000)
    time.nowMs = 31_000
    oom(sink, 31_000)
    await eventually(() => events.length === 5)
    expect(kinds()).toEqual(['oom-kill', 'top-processes', 'oom-kill', 'oom-kill', 'top-processes'])
    expect(events[1]).toMatchObject({ detail: 'oom-kill', source: 'host', processes: { windowMs: 500, top: [] } })
  })

  test('what is normal brings none, and nothing comes after the end', async () => {
    const { sink, kinds } = rig()
    sink.event('server-restarted', 0, 'pid 1 → pid 2', { source: 'server' })
    sink.close()
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(kinds()).toEqual(['server-restarted'])
  })

  test('samples reach the log and what is found in them is told with its source', () => {
    const { sink, events } = rig()
    const def = { source: 'nvidia', device: 'u', deviceLabel: 'RTX', signal: 'gpu.throttle', unit: 'count', windowMs: 0 } as const
    for (const atMs of [0, 250, 500]) sink.push(def, atMs, 0x40)
    expect(events[0]).toEqual({ atMs: 0, kind: 'throttle-begin', stage: null, detail: 'hw-thermal', source: 'nvidia', device: 'RTX' })
  })
})

describe('the top processes', () => {
  test('of this machine hold this very process with its memory', async () => {
    const { top, windowMs, reason } = await topProcesses()
    expect(reason).toBeNull()
    expect(windowMs).toBeGreaterThanOrEqual(490)
    expect(top?.every(({ pid, name }) => pid > 0 && name !== '')).toBe(true)
    expect(top?.some(({ rssBytes }) => (rssBytes ?? 0) > 0)).toBe(true)
  })

  test('are not known elsewhere, with the reason', async () => {
    expect(await topProcesses({ platform: 'win32' })).toEqual({ windowMs: 0, top: null, reason: 'not-supported' })
    expect((await topProcesses({ procRoot: '/nonexistent' })).top).toBeNull()
  })

  test('are the heaviest of either kind, once each', () => {
    const one = (pid: number, cpuPercent: number, rssBytes: number) => ({ pid, name: `p${pid}`, cpuPercent, rssBytes })
    expect(heaviest([one(1, 90, 10), one(2, 0, 500), one(3, 5, 400), one(4, 0, 1)], 2).map(({ pid }) => pid)).toEqual([1, 3, 2])
  })
})

describe('the power supply', () => {
  function tree(files: Readonly<Record<string, string>>) {
    const root = tempFolder()
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(root, 'class/power_supply', path, '..'), { recursive: true })
      writeFileSync(join(root, 'class/power_supply', path), `${text}\n`)
    }
    return root
  }
  const folders = (root: string, ...names: readonly string[]) => names.map((name) => join(root, 'class/power_supply', name))

  test('mains, battery, neither', () => {
    const battery = tree({ 'AC/type': 'Mains', 'AC/online': '0', 'BAT0/type': 'Battery', 'BAT0/status': 'Discharging' })
    expect(readMains(folders(battery, 'AC', 'BAT0'))).toBe(0)
    const mains = tree({ 'AC/type': 'Mains', 'AC/online': '1', 'BAT0/type': 'Battery', 'BAT0/status': 'Charging' })
    expect(readMains(folders(mains, 'AC', 'BAT0'))).toBe(1)
    expect(readMains(folders(tree({ 'BAT0/type': 'Battery', 'BAT0/status': 'Unknown' }), 'BAT0'))).toBeNull()
  })

  test('a machine without a battery of its own has no such signal', () => {
    expect(powerProbes(tree({ 'AC/type': 'Mains', 'AC/online': '1', 'pen/type': 'Battery', 'pen/scope': 'Device', 'pen/status': 'Discharging' }))).toEqual([])
    expect(powerProbes(tree({ 'BAT0/type': 'Battery', 'BAT0/status': 'Full' }))).toHaveLength(1)
    expect(powerProbes('/nonexistent')).toEqual([])
  })
})
