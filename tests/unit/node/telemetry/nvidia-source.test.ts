import { execFileSync, spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { SessionEvent } from '../../../../src/core/model/session.ts'
import type { SignalSeries } from '../../../../src/core/model/telemetry.ts'
import { processStart } from '../../../../src/node/process-identity.ts'
import { createChildLedger } from '../../../../src/node/telemetry/child-ledger.ts'
import { createNvidiaSource, type NvidiaOptions, type NvidiaSource, type NvidiaTiming } from '../../../../src/node/telemetry/nvidia/source.ts'
import { SignalCursor, SignalLog } from '../../../../src/node/telemetry/signal-log.ts'
import { eventually } from '../../../support/eventually.ts'
import { allFields, fakeNvidiaSmi, gpuRow, loopOf, printOf, type FakeScript } from '../../../support/fake-nvidia-smi.ts'
import { tempFolder } from '../../../support/temp-folder.ts'

const quick: NvidiaTiming = { periodMs: 50, firstRowMs: 2_000, backoffMs: [20, 20, 50], oneShotMs: 30, healthyRows: 5 }
const lostRow = gpuRow({ util: '[Unknown Error]', memUtil: '[GPU is lost]', power: '[GPU is lost]', temperature: '[GPU is lost]' })

interface Rig {
  readonly source: NvidiaSource
  readonly smi: ReturnType<typeof fakeNvidiaSmi>
  readonly events: readonly SessionEvent[]
  series(signal: string, device?: string): SignalSeries | undefined
}

function start(script: FakeScript, timing: Partial<NvidiaTiming> = {}, options: NvidiaOptions = {}): Rig {
  const smi = fakeNvidiaSmi(script)
  const events: SessionEvent[] = []
  const log = new SignalLog((event) => events.push(event))
  const source = createNvidiaSource({ find: () => smi.path, timing: { ...quick, ...timing }, ledger: createChildLedger(tempFolder()), ...options })
  onTestFinished(() => source.stop())
  source.start(log, { nowMs: () => performance.now() })
  const read = (signal: string, device: string | undefined) =>
    log.read(new SignalCursor()).find((one) => one.signal === signal && (device === undefined || one.device === device))
  return { source, smi, events, series: read }
}

const values = (series: SignalSeries | undefined) => Array.from(series?.value ?? [])

describe('a healthy loop', () => {
  test('gives every signal in our units, stamped ascending, without its first row', async () => {
    const first = printOf(gpuRow({ util: '1' }))
    const rig = start({ loop: `${first}\n${loopOf(gpuRow())}` })
    const util = await eventually(() => (values(rig.series('gpu.util')).length >= 3 ? rig.series('gpu.util') : null))
    expect(new Set(util.value)).toEqual(new Set([97]))
    expect(Array.from(util.tMs)).toEqual(Array.from(util.tMs).toSorted((a, b) => a - b))
    expect(util).toMatchObject({ source: 'nvidia', device: 'GPU-5f11', deviceLabel: 'NVIDIA GeForce RTX 4090', unit: '%', reason: null })
    expect(rig.series('gpu.mem.used')?.value[0]).toBe(22_310 * 1_048_576)
    expect(rig.series('gpu.power')).toMatchObject({ unit: 'W', windowMs: 0 })
    expect(rig.series('gpu.throttle')?.value[0]).toBe(4)
    expect(rig.source.status()).toMatchObject({ running: true, periodMs: 50, reason: null })
    expect(rig.source.gpus()).toEqual([{ id: 'GPU-5f11', name: 'NVIDIA GeForce RTX 4090', memoryBytes: 24_564 * 1_048_576, driver: '570.86' }])
  })

  test('keeps two GPUs of one name apart, both of a round with one stamp', async () => {
    const rig = start({ loop: loopOf(gpuRow({ util: '10' }), gpuRow({ index: '1', uuid: 'GPU-9a22', util: '20' })) })
    await eventually(() => values(rig.series('gpu.util', 'GPU-9a22')).length >= 3)
    const [a, b] = [rig.series('gpu.util', 'GPU-5f11'), rig.series('gpu.util', 'GPU-9a22')]
    expect(new Set(values(a))).toEqual(new Set([10]))
    expect(new Set(values(b))).toEqual(new Set([20]))
    expect(b?.tMs[0]).toBe(a?.tMs[0])
  })

  test('a field that is not there is missing with a reason, and 0 stays 0', async () => {
    const rig = start({ loop: loopOf(gpuRow({ util: '0', temperature: '[N/A]', powerLimit: '[Insufficient Permissions]' })) })
    await eventually(() => values(rig.series('gpu.util')).length >= 2)
    expect(new Set(values(rig.series('gpu.util')))).toEqual(new Set([0]))
    expect(rig.series('gpu.temp')).toMatchObject({ reason: 'not-supported', tMs: new Float64Array(0) })
    expect(rig.series('gpu.power.limit')).toMatchObject({ reason: 'no-permission', tMs: new Float64Array(0) })
  })

  test('a GPU without memory of its own says so', async () => {
    const rig = start({ loop: loopOf(gpuRow({ memTotal: '[N/A]', memUsed: '[N/A]', name: 'NVIDIA GB10' })) })
    await eventually(() => values(rig.series('gpu.util')).length >= 1)
    expect(rig.series('gpu.mem.used')).toMatchObject({ reason: 'unified-memory', tMs: new Float64Array(0) })
  })
})

describe('odd cards', () => {
  test('split into instances: memory is told, use is not, and why', async () => {
    const rig = start({ loop: loopOf(gpuRow({ name: 'NVIDIA A100-SXM4-40GB', mig: 'Enabled', util: '[N/A]', memUtil: '[N/A]', memTotal: '40960', memUsed: '18211' })) })
    await eventually(() => values(rig.series('gpu.mem.used')).length >= 1)
    for (const signal of ['gpu.util', 'gpu.mem.util']) expect(rig.series(signal)).toMatchObject({ reason: 'mig', tMs: new Float64Array(0) })
    expect(rig.series('gpu.mem.used')?.value[0]).toBe(18_211 * 1_048_576)
  })

  test('MIG off, or not a word for a GeForce, changes nothing', async () => {
    const rig = start({ loop: loopOf(gpuRow({ mig: 'Disabled', util: '[N/A]' })) })
    await eventually(() => values(rig.series('gpu.mem.used')).length >= 1)
    expect(rig.series('gpu.util')?.reason).toBe('not-supported')
  })

  test('an old card that tells little', async () => {
    const row = '2026/05/11 14:02:07.121, 1, GPU-9a22, 570.86, P8, 0, 0, 4096, 3, [N/A], 75.00, 38, 300, 405, 0x0000000000000001, 2100, [N/A], 1, 16, [N/A], [N/A], NVIDIA GeForce GTX 1650'
    const rig = start({ loop: loopOf(row) })
    await eventually(() => values(rig.series('gpu.temp')).length >= 1)
    expect(rig.series('gpu.power')).toMatchObject({ reason: 'not-supported', tMs: new Float64Array(0) })
    expect([rig.series('gpu.util')?.value[0], rig.series('gpu.mem.used')?.value[0], rig.series('gpu.throttle')?.value[0]]).toEqual([0, 3 * 1_048_576, 1])
    expect([rig.series('gpu.clock.max')?.value[0], rig.series('gpu.pcie.gen')?.value[0], rig.series('gpu.pcie.width')?.value[0]]).toEqual([2_100, 1, 16])
    expect(rig.series('gpu.temp.mem')?.reason).toBe('not-supported')
  })

  test('a shared-memory card whose rows keep their units in spite of the query', async () => {
    const rig = start({ loop: loopOf(gpuRow({ name: 'NVIDIA GB10', memTotal: '[N/A]', memUsed: '[N/A]', util: '0 %', power: '11.17 W', powerLimit: '[N/A]', temperature: '35' })) })
    await eventually(() => values(rig.series('gpu.power')).length >= 1)
    expect([rig.series('gpu.util')?.value[0], rig.series('gpu.power')?.value[0]]).toEqual([0, 11.17])
    expect(rig.series('gpu.mem.total')?.reason).toBe('unified-memory')
  })

  test('a reason for throttling that nobody knows yet is kept as it is', async () => {
    const rig = start({ loop: loopOf(gpuRow({ throttle: '0x0000000000010004' })) })
    await eventually(() => values(rig.series('gpu.throttle')).length >= 1)
    expect(rig.series('gpu.throttle')?.value[0]).toBe(0x1_0004)
  })

  test('rows cut anywhere by the pipe are whole again', async () => {
    const row = gpuRow()
    const rig = start({ loop: `while :; do printf '%s' '${row.slice(0, 37)}'; sleep 0.02; printf '%s\n' '${row.slice(37)}'; sleep 0.02; done` })
    await eventually(() => values(rig.series('gpu.util')).length >= 3)
    // A busy machine may open a gap; a row put together wrongly would be another number.
    expect(new Set(values(rig.series('gpu.util')).filter((value) => !Number.isNaN(value)))).toEqual(new Set([97]))
    expect(rig.source.gpus()).toHaveLength(1)
  })

  test('no handle for a device from the start: the reason is known, and it is tried again', async () => {
    const complaint = `${printOf('Unable to determine the device handle for GPU 0000:0B:00.0: Unknown Error')}\nexit 1`
    const rig = start({ loop: complaint, once: complaint })
    await eventually(() => rig.smi.pids().length >= 2)
    expect(rig.source.status()).toMatchObject({ reason: 'lost', detail: expect.stringContaining('0000:0B:00.0') })
  })
})

describe('programs on the cards', () => {
  const quickly = { leastMs: 30, mostMs: 30 }
  const apps = (...lines: readonly string[]) => printOf(...lines)

  test('what the server holds, and what others do', async () => {
    const rig = start({ loop: loopOf(gpuRow()), apps: apps('GPU-5f11, 41873, 9214, /usr/local/lib/ollama/llama-server', 'GPU-5f11, 77, 1000, C:\\games\\chess, deluxe.exe') }, {}, { programs: quickly, serverPids: () => new Set([41_873]) })
    await eventually(() => values(rig.series('gpu.mem.server')).length >= 1)
    expect(rig.series('gpu.mem.server')?.value[0]).toBe(9_214 * 1_048_576)
    expect(rig.series('gpu.mem.others')?.value[0]).toBe(1_000 * 1_048_576)
    expect(rig.source.status().programs).toEqual([
      { device: 'GPU-5f11', pid: 41_873, name: 'llama-server', memoryBytes: 9_214 * 1_048_576, isServer: true },
      { device: 'GPU-5f11', pid: 77, name: 'chess, deluxe.exe', memoryBytes: 1_000 * 1_048_576, isServer: false },
    ])
  })

  test.each([
    ['Windows does not tell it', gpuRow({ driverModel: 'WDDM' }), 'GPU-5f11, 2936, [N/A], [Insufficient Permissions]', 'wddm'],
    ['no permission', gpuRow(), 'GPU-5f11, 2936, [Insufficient Permissions], x', 'no-permission'],
    ['a list that is empty though the card is in use, as in containers', gpuRow(), '', 'not-found'],
  ])('%s', async (_, row, line, reason) => {
    const rig = start({ loop: loopOf(row), apps: line === '' ? 'exit 0' : apps(line) }, {}, { programs: quickly, serverPids: () => new Set([1]) })
    await eventually(() => rig.series('gpu.mem.others')?.reason === reason)
    expect(values(rig.series('gpu.mem.others'))).toEqual([])
  })

  test('an empty list of an idle card is 0, and without a server nothing is told apart', async () => {
    const idle = start({ loop: loopOf(gpuRow({ memUsed: '3' })), apps: 'exit 0' }, {}, { programs: quickly, serverPids: () => new Set([1]) })
    await eventually(() => values(idle.series('gpu.mem.others')).includes(0))
    const alone = start({ loop: loopOf(gpuRow()), apps: apps('GPU-5f11, 5, 9, x') }, {}, { programs: quickly })
    await eventually(() => alone.source.status().programs !== undefined)
    expect(alone.source.status().programs).toMatchObject([{ pid: 5, isServer: null }])
    expect(alone.series('gpu.mem.others')).toBeUndefined()
  })

  test('a driver without that query is asked a few times, and the samples go on', async () => {
    const rig = start({ loop: loopOf(gpuRow()) }, {}, { programs: quickly, serverPids: () => new Set([1]) })
    await eventually(() => rig.series('gpu.mem.server')?.reason === 'not-supported')
    expect(rig.source.status().programs).toBeUndefined()
    await eventually(() => values(rig.series('gpu.util')).length >= 3)
  })
})

test('traffic of the link is read by the columns’ names; a dash is no value', async () => {
  const dmon = `${printOf('# gpu   rxpci   txpci', '# Idx    MB/s    MB/s')}
while :; do ${printOf('    0      12       -')}; sleep 0.05; done`
  const rig = start({ loop: loopOf(gpuRow()), dmon })
  await eventually(() => values(rig.series('gpu.pcie.rx')).length >= 2)
  expect(rig.series('gpu.pcie.rx')).toMatchObject({ device: 'GPU-5f11', unit: 'B/s' })
  expect(rig.series('gpu.pcie.rx')?.value[0]).toBe(12_000_000)
  expect(rig.series('gpu.pcie.tx')).toMatchObject({ reason: 'not-supported', tMs: new Float64Array(0) })
})

test('another period starts the loop anew, without a gap event', async () => {
  const smi = fakeNvidiaSmi({ loop: loopOf(gpuRow()) })
  const events: SessionEvent[] = []
  const source = createNvidiaSource({ find: () => smi.path, ledger: null })
  onTestFinished(() => source.stop())
  source.start(new SignalLog((event) => events.push(event)), { nowMs: () => performance.now() })
  await eventually(() => source.status().running && smi.pids().length === 1)
  source.setPeriod?.(1_000)
  await eventually(() => smi.pids().length === 2)
  expect(source.status()).toMatchObject({ running: true, periodMs: 1_000 })
  await eventually(() => processStart(smi.pids()[0] ?? 0) === null)
  expect(events).toEqual([])
})

test.runIf(process.platform === 'linux')('a step in the values is stamped within one sampling period of the moment it happened', async () => {
  const mark = join(tempFolder(), 'switched')
  const before = Array.from({ length: 8 }, () => `${printOf(gpuRow({ util: '10' }))}\nsleep 0.05`).join('\n')
  const rig = start({ loop: `${before}\ncut -d' ' -f1 /proc/uptime > '${mark}'\n${loopOf(gpuRow({ util: '90' }))}` })
  const util = await eventually(() => (values(rig.series('gpu.util')).includes(90) ? rig.series('gpu.util') : null))
  // Both clocks count from boot: the difference between them is read once, at one instant.
  const uptimeAheadMs = Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]) * 1_000 - performance.now()
  const switchedAtMs = Number(readFileSync(mark, 'utf8')) * 1_000 - uptimeAheadMs
  const seenAtMs = util.tMs[values(util).indexOf(90)] ?? 0
  expect(Math.abs(seenAtMs - switchedAtMs)).toBeLessThan(250)
})

describe('field names', () => {
  test('only offered fields are asked for', async () => {
    const offers = allFields.filter((name) => name !== 'power.draw.instant' && name !== 'temperature.gpu')
    const rig = start({ offers, loop: loopOf(gpuRow().replace(', 71, 2610', ', 2610')) })
    await eventually(() => values(rig.series('gpu.power')).length >= 1)
    expect(rig.smi.queries()[0]).toContain('power.draw,')
    expect(rig.smi.queries()[0]).not.toContain('temperature.gpu')
    expect(rig.series('gpu.power')?.windowMs).toBe(1_000)
    expect(rig.series('gpu.temp')?.reason).toBe('not-supported')
  })

  test('a refused field is dropped at once, without waiting', async () => {
    const refusal = printOf('Field "clocks_event_reasons.active" is not a valid field to query.')
    const rig = start({ offers: null, loop: `case "$1" in *clocks_event*) ${refusal}; exit 2;; esac\n${loopOf(gpuRow())}` }, { backoffMs: [60_000, 60_000, 60_000] })
    await eventually(() => values(rig.series('gpu.throttle')).length >= 1)
    expect(rig.smi.queries()[1]).toContain('clocks_throttle_reasons.active')
    expect(rig.events).toEqual([])
  })
})

describe('trouble', () => {
  test('no tool: one series a signal with that reason, and no process', () => {
    const log = new SignalLog(() => undefined)
    const source = createNvidiaSource({ find: () => null })
    source.start(log, { nowMs: () => 0 })
    const series = log.read(new SignalCursor())
    expect(series.length).toBeGreaterThanOrEqual(10)
    expect(series.every((one) => one.reason === 'tool-missing' && one.tMs.length === 0 && one.device === '')).toBe(true)
    expect(source.status()).toMatchObject({ running: false, reason: 'tool-missing' })
  })

  test('no devices: not tried again', async () => {
    const rig = start({ loop: `${printOf('No devices were found')}\nexit 6` })
    await eventually(() => rig.source.status().reason === 'not-applicable')
    await new Promise((resolve) => setTimeout(resolve, 150))
    expect(rig.smi.pids()).toHaveLength(1)
    expect(rig.series('gpu.util')?.reason).toBe('not-applicable')
  })

  test('a driver that does not answer is asked again, ever more patiently', async () => {
    const failing = `${printOf("NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.")}\nexit 9`
    const rig = start({ loop: failing, once: failing })
    await eventually(() => rig.smi.pids().length >= 5)
    expect(rig.source.status()).toMatchObject({ reason: 'unknown', detail: expect.stringContaining("couldn't communicate") })
  })

  test('garbage between rows is skipped', async () => {
    const rig = start({ loop: loopOf(gpuRow(), 'Unable to determine the device handle for GPU 0000:0B:00.0: Unknown Error', '\u0001\u0002,,,,') })
    await eventually(() => values(rig.series('gpu.util')).length >= 3)
    expect(rig.source.gpus()).toHaveLength(1)
  })

  test('a crash leaves a gap and an event, then the samples go on', async () => {
    const rig = start({ loop: `if [ "$attempt" = 1 ]; then ${printOf(gpuRow(), gpuRow())}; exit 1; fi\n${loopOf(gpuRow())}` })
    const util = await eventually(() => (values(rig.series('gpu.util')).filter(Number.isFinite).length >= 3 ? rig.series('gpu.util') : null))
    expect(values(util).filter(Number.isNaN).length).toBeGreaterThanOrEqual(1)
    expect(new Set(rig.events.map((event) => event.kind))).toEqual(new Set(['sensor-gap']))
    expect(util.reason).toBe('gap')
  })

  test('a frozen process is killed and replaced', async () => {
    const rig = start({ loop: `if [ "$attempt" = 1 ]; then ${printOf(gpuRow(), gpuRow())}; exec sleep 1000; fi\n${loopOf(gpuRow())}` })
    await eventually(() => values(rig.series('gpu.util')).filter(Number.isFinite).length >= 3)
    const [first] = rig.smi.pids()
    await eventually(() => processStart(first ?? 0) === null)
    // On a busy machine the second one may be late as well.
    expect(new Set(rig.events.map((event) => event.kind))).toEqual(new Set(['sensor-gap']))
  })

  test('where looping never works, single shots take over', async () => {
    const rig = start({ loop: 'exit 1', once: printOf(gpuRow()) })
    await eventually(() => values(rig.series('gpu.util')).length >= 2)
    expect(rig.source.status()).toMatchObject({ periodMs: quick.oneShotMs, reason: null })
  })

  test('a GPU that is lost is told once, and its values are gaps', async () => {
    const rig = start({ loop: `${printOf(gpuRow(), gpuRow())}\n${loopOf(lostRow)}` })
    await eventually(() => rig.events.length > 0)
    await new Promise((resolve) => setTimeout(resolve, 150))
    expect(rig.events.map((event) => event.kind)).toEqual(['sensor-lost'])
    expect(values(rig.series('gpu.temp')).at(-1)).toBeNaN()
    expect(rig.series('gpu.temp')?.reason).toBe('lost')
  })
})

describe('no orphans', () => {
  test('stopping ends the process, also one that ignores SIGTERM', async () => {
    const rig = start({ loop: `trap '' TERM\n${loopOf(gpuRow())}` })
    await eventually(() => values(rig.series('gpu.util')).length >= 1)
    rig.source.stop()
    await eventually(() => rig.smi.pids().every((pid) => processStart(pid) === null))
  })

  test('it can be started again after a stop', async () => {
    const rig = start({ loop: loopOf(gpuRow()) })
    await eventually(() => values(rig.series('gpu.util')).length >= 1)
    rig.source.stop()
    const log = new SignalLog(() => undefined)
    rig.source.start(log, { nowMs: () => performance.now() })
    await eventually(() => log.read(new SignalCursor()).some((one) => one.signal === 'gpu.util' && one.tMs.length > 0))
  })

  test.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)('%s of the process that reads it ends it too, also one that ignores broken pipes and freezes', async (signal) => {
    const smi = fakeNvidiaSmi({ loop: `trap '' PIPE TERM INT HUP\n${printOf(gpuRow())}\nwhile :; do sleep 0.2; done` })
    const script = `
      import { createNvidiaSource } from '${new URL('../../../../src/node/telemetry/nvidia/source.ts', import.meta.url).href}'
      createNvidiaSource({ find: () => ${JSON.stringify(smi.path)}, ledger: null }).start({ push() {}, missing() {}, event() {} }, { nowMs: () => performance.now() })
      setInterval(() => undefined, 1000)`
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' })
    onTestFinished(() => void parent.kill('SIGKILL'))
    const child = await eventually(() => smi.pids()[0] ?? null)
    expect(processStart(child)).not.toBeNull()
    parent.kill(signal)
    await eventually(() => processStart(child) === null)
  })

  test('a child left by a dead owner is ended at the next start; one of a living owner is not', async () => {
    const folder = join(tempFolder(), 'children')
    const orphan = Number(execFileSync('/bin/sh', ['-c', 'sleep 1000 >/dev/null 2>&1 & echo $!']).toString())
    const mine = spawn('sleep', ['1000'])
    onTestFinished(() => void mine.kill('SIGKILL'))
    const ledger = createChildLedger(folder)
    ledger.add(mine.pid ?? 0)
    writeFileSync(join(folder, `child-${orphan}.json`), JSON.stringify({ pid: orphan, start: processStart(orphan), ownerPid: 99_999_999, ownerStart: 'x:1' }))
    writeFileSync(join(folder, 'child-1.json'), JSON.stringify({ pid: process.pid, start: 'someone else', ownerPid: 99_999_999, ownerStart: 'x:1' }))
    expect(createChildLedger(folder).sweep()).toBe(1)
    await eventually(() => processStart(orphan) === null)
    expect(processStart(mine.pid ?? 0)).not.toBeNull()
  })
})
