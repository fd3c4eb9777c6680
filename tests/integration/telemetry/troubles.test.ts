/** Each source of telemetry is killed, frozen and garbled during a run: the run goes on, the gap is told, the source comes back. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { testPlan } from '../../../bench/support/plans.ts'
import { startSimProcess } from '../../../bench/support/sim-process.ts'
import type { ServerEngine } from '../../../src/core/model/plan.ts'
import type { SessionEvent } from '../../../src/core/model/session.ts'
import type { SignalSource } from '../../../src/core/model/telemetry.ts'
import type { SessionView } from '../../../src/core/model/view.ts'
import { linuxReadings } from '../../../src/node/telemetry/host-linux.ts'
import { linuxProbes } from '../../../src/node/telemetry/linux-probes.ts'
import { runRig, type RunRig } from '../../support/run-rig.ts'
import { switchedServer } from '../../support/switched-server.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { timedNvidiaSmi } from '../../support/timed-nvidia-smi.ts'

const longMs = 120_000
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

async function simulator() {
  const sim = await startSimProcess(['--decode-ms', '4', '--slots', '4'])
  onTestFinished(() => sim.stop('SIGKILL'))
  return sim
}

function planFor(apiBaseUrl: string, model: string, engine: ServerEngine = 'llm-dyno-simulator') {
  const plan = testPlan(apiBaseUrl, model, { stages: [{ concurrency: 2 }], stageRequests: null, stageDurationMs: longMs, telemetry: { enabled: true, baselineMs: 0, tailMs: 0 } })
  return { ...plan, target: { ...plan.target, engine } }
}

/** Polls, because a busy machine takes its time. */
async function until(rig: RunRig, check: (events: readonly SessionEvent[]) => boolean): Promise<void> {
  const giveUpMs = performance.now() + 40_000
  for (;;) {
    const events = await rig.events()
    if (check(events)) return
    if (performance.now() > giveUpMs) throw new Error(`not seen: ${JSON.stringify(events.filter(({ source }) => source !== undefined))}`)
    await pause(150)
  }
}

const count = (events: readonly SessionEvent[], kind: SessionEvent['kind'], source: SignalSource): number => events.filter((event) => event.kind === kind && event.source === source).length

/** Makes trouble, waits until it is told, ends it, and waits until the sources are back. */
async function trouble(rig: RunRig, sources: readonly SignalSource[], make: () => void, end: () => void): Promise<void> {
  const before = await rig.events()
  make()
  await until(rig, (events) => sources.every((source) => count(events, 'sensor-gap', source) > count(before, 'sensor-gap', source)))
  end()
  await until(rig, (events) => sources.every((source) => count(events, 'sensor-back', source) > count(before, 'sensor-back', source)))
}

/** Waits until each of these signals has a value. */
async function warm(rig: RunRig, view: () => Promise<SessionView>, signals: readonly string[]): Promise<void> {
  await until(rig, () => true)
  const giveUpMs = performance.now() + 30_000
  while (performance.now() < giveUpMs) {
    const { timeline } = await view()
    if (signals.every((signal) => timeline.series.some((series) => series.signal === signal && series.value.length > 2))) return
    await pause(150)
  }
  throw new Error(`no values of ${signals.join(', ')}`)
}

/** Requests ended all the time, gaps and returns alternate, and there are values after the last return. */
function expectRunWentOn(view: SessionView, source: SignalSource, signal: string, times: number): void {
  const told = view.timeline.events.filter((event) => event.source === source && (event.kind === 'sensor-gap' || event.kind === 'sensor-back'))
  expect(told.map(({ kind }) => kind)).toEqual(Array.from({ length: times }, () => ['sensor-gap', 'sensor-back']).flat())
  const series = view.timeline.series.find((each) => each.signal === signal)
  const lastBackMs = told.at(-1)?.atMs ?? Number.POSITIVE_INFINITY
  expect([...series?.tMs ?? []].some((atMs, i) => atMs >= lastBackMs && !Number.isNaN(series?.value[i] ?? Number.NaN))).toBe(true)
  for (const gap of told.filter(({ kind }) => kind === 'sensor-gap')) {
    const back = told.find(({ kind, atMs }) => kind === 'sensor-back' && atMs > gap.atMs)?.atMs ?? 0
    const inside = [...series?.value ?? []].filter((value, i) => !Number.isNaN(value) && (series?.tMs[i] ?? 0) > gap.atMs + 1 && (series?.tMs[i] ?? 0) < back - 1)
    // The gap is a gap: no value was made up in it.
    expect(inside).toEqual([])
    expect([...view.timeline.requests.endAtMs].some((endMs) => endMs > gap.atMs)).toBe(true)
  }
}

it('nvidia-smi and the server’s /metrics and /slots: killed, frozen, garbled', async () => {
  const sim = await simulator()
  const server = await switchedServer(sim)
  const smi = timedNvidiaSmi()
  const rig = runRig({ nvidia: { find: () => smi.path, timing: { backoffMs: [200, 200, 200], oneShotMs: 400, healthyRows: 3 } } })
  const { sessionId } = await rig.begin(planFor(server.apiBaseUrl, sim.model, 'llama.cpp'))
  await warm(rig, () => rig.ask('sessions:get', { sessionId }), ['gpu.util', 'srv.running', 'srv.slots.busy'])

  const both = ['nvidia', 'metrics'] as const
  await trouble(rig, both, () => { process.kill(smi.pid(), 'SIGKILL'); server.setPages('broken') }, () => { server.setPages('good') })
  await trouble(rig, both, () => { process.kill(smi.pid(), 'SIGSTOP'); server.setPages('frozen') }, () => { server.setPages('good') })
  await trouble(rig, both, () => { smi.setGarbled(true); server.setPages('garbled') }, () => { smi.setGarbled(false); server.setPages('good') })

  const view = await rig.end('stop')
  expectRunWentOn(view, 'nvidia', 'gpu.util', 3)
  expectRunWentOn(view, 'metrics', 'srv.slots.busy', 3)
  expect(view.analysis.errors.total).toBe(0)
  expect(view.timeline.events.filter(({ kind }) => kind === 'stop-requested')).toHaveLength(1)
}, 150_000)

it('/api/ps of Ollama: broken, frozen, garbled; none of it is a model that was unloaded', async () => {
  const sim = await simulator()
  const server = await switchedServer(sim)
  const rig = runRig()
  const { sessionId } = await rig.begin(planFor(server.apiBaseUrl, sim.model, 'ollama'))
  await warm(rig, () => rig.ask('sessions:get', { sessionId }), ['srv.model.vram'])
  for (const state of ['broken', 'frozen', 'garbled'] as const) await trouble(rig, ['metrics'], () => { server.setPages(state) }, () => { server.setPages('good') })
  const view = await rig.end('stop')
  expectRunWentOn(view, 'metrics', 'srv.model.bytes', 3)
  expect(view.timeline.events.filter(({ kind }) => kind === 'model-load' || kind === 'model-unload')).toEqual([])
}, 150_000)

/** Passes bytes on to the simulator; several may share a port, so that the run goes on when one is gone. */
async function relay(port: number, to: number): Promise<{ readonly child: ChildProcess; readonly port: number }> {
  const code = `const net = require('node:net')
const server = net.createServer((socket) => { const onward = net.connect(${to}, '127.0.0.1'); socket.pipe(onward).pipe(socket); for (const each of [socket, onward]) each.on('error', () => { socket.destroy(); onward.destroy() }) })
server.listen({ port: ${port}, host: '127.0.0.1', reusePort: true }, () => console.log(server.address().port))
process.stdin.resume().on('end', () => process.exit())`
  const child = spawn(process.execPath, ['-e', code], { stdio: ['pipe', 'pipe', 'inherit'] })
  onTestFinished(() => { child.kill('SIGKILL') })
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  return { child, port: Number(line.toString()) }
}

it.runIf(process.platform === 'linux')('the server’s processes: frozen they are still there, killed they are missed, and another one is a restart', async () => {
  const sim = await simulator()
  const first = await relay(0, Number(new URL(sim.url).port))
  const rig = runRig()
  const { sessionId } = await rig.begin(planFor(`http://127.0.0.1:${first.port}/v1`, sim.model))
  const view = () => rig.ask('sessions:get', { sessionId })
  await warm(rig, view, ['srv.rss'])
  const second = await relay(first.port, Number(new URL(sim.url).port))
  expect(second.port).toBe(first.port)

  first.child.kill('SIGSTOP')
  const frozenAtMs = (await view()).timeline.series.find(({ signal }) => signal === 'srv.rss')?.tMs.at(-1) ?? 0
  await warm(rig, async () => {
    const now = await view()
    const series = now.timeline.series.map((each) => ({ ...each, tMs: each.tMs.filter((atMs) => atMs > frozenAtMs), value: each.value.filter((_, i) => (each.tMs[i] ?? 0) > frozenAtMs) }))
    return { ...now, timeline: { ...now.timeline, series } }
  }, ['srv.rss'])
  first.child.kill('SIGCONT')
  expect(count(await rig.events(), 'sensor-gap', 'server')).toBe(0)

  await trouble(rig, ['server'], () => { first.child.kill('SIGKILL') }, () => undefined)
  const ended = await rig.end('stop')
  expectRunWentOn(ended, 'server', 'srv.rss', 1)
  expect(ended.timeline.events.find(({ kind }) => kind === 'server-restarted')).toMatchObject({ source: 'server', detail: `pid ${first.child.pid} → pid ${second.child.pid}` })
  // At a restart the processes of the machine are looked at once.
  expect(ended.timeline.events.filter(({ kind, detail }) => kind === 'top-processes' && detail === 'server-restarted')).toMatchObject([{ processes: { reason: null, top: expect.any(Array) } }])
}, 150_000)

it.runIf(process.platform === 'linux')('the host: files that stand still or make no sense', async () => {
  const root = tempFolder()
  mkdirSync(join(root, 'pressure'))
  const files = ['stat', 'meminfo', 'vmstat', 'loadavg', 'diskstats', 'pressure/cpu', 'pressure/memory', 'pressure/io'] as const
  const present = files.filter((name) => existsSync(join('/proc', name)))
  let state: 'good' | 'frozen' | 'garbled' = 'good'
  // Written in place: the sampler keeps these files open, as it does with those of the kernel.
  const renew = (): void => {
    for (const name of state === 'frozen' ? [] : present) writeFileSync(join(root, name), state === 'good' ? readFileSync(join('/proc', name)) : '\u0000\ufffd cpu 17 <html> NaN\n')
  }
  renew()
  const timer = setInterval(renew, 40)
  onTestFinished(() => { clearInterval(timer) })

  const sim = await simulator()
  const rig = runRig({ host: { readings: linuxReadings(root), probes: (fastMs) => linuxProbes(root, '/nonexistent', fastMs), unverified: false } })
  const { sessionId } = await rig.begin(planFor(sim.apiBaseUrl, sim.model))
  await warm(rig, () => rig.ask('sessions:get', { sessionId }), ['cpu.total', 'mem.used'])
  await trouble(rig, ['host'], () => { state = 'frozen' }, () => { state = 'good' })
  await trouble(rig, ['host'], () => { state = 'garbled' }, () => { state = 'good' })
  const view = await rig.end('stop')
  expectRunWentOn(view, 'host', 'cpu.total', 2)
  expect(view.analysis.errors.total).toBe(0)
}, 150_000)
