import { describe, expect, test } from 'vitest'
import { LiveState, ViewCursor } from '../../../src/background/recorder/live-state.ts'
import { Viewer } from '../../../src/background/recorder/viewer.ts'
import { memoryPortPair } from '../../../src/background/port-memory.ts'
import type { ViewerMessage } from '../../../src/background/protocol.ts'
import type { SessionMeta } from '../../../src/core/model/session.ts'
import type { SignalSeries } from '../../../src/core/model/telemetry.ts'
import type { LiveFrame } from '../../../src/core/model/view.ts'
import { SignalLog } from '../../../src/node/telemetry/signal-log.ts'
import { fakeStoredSession } from '../../support/stored-session.ts'
import { batchOf, planOf, requestAt } from '../../support/recorder-rig.ts'

const meta: SessionMeta = { ...fakeStoredSession().meta, plan: planOf(), status: 'running', durationMs: null }
const cpu = { source: 'host', device: '', deviceLabel: '', signal: 'cpu.total', unit: '%', windowMs: 250 } as const

function newState(): LiveState {
  const state = new LiveState(meta, new SignalLog(() => undefined))
  state.addEvents([{ atMs: 0, kind: 'stage-start', stage: 0, detail: null }])
  return state
}

function tick(state: LiveState, atMs: number, tokens = 0, inFlight = 1): void {
  state.addTick(batchOf(meta.id, atMs, { tokens, inFlight }).tick)
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 5))

function watch(): { readonly viewer: Viewer; readonly frames: LiveFrame[]; send(message: ViewerMessage): Promise<void> } {
  const [window, recorder] = memoryPortPair()
  const frames: LiveFrame[] = []
  window.onMessage((message) => frames.push(message as LiveFrame))
  return {
    viewer: new Viewer(recorder, { onGone: () => undefined, onMachine: () => undefined }),
    frames,
    async send(message) {
      window.post(message)
      await settle()
    },
  }
}

describe('frames on their way', () => {
  test('are two at most; what was missed comes merged with the next', async () => {
    const state = newState()
    const { viewer, frames, send } = watch()
    for (let i = 0; i < 10; i += 1) {
      state.addRequests([requestAt(i, i * 10)])
      viewer.offer(state, 1_000 + i)
    }
    await settle()
    expect(frames.map((frame) => Array.from(frame.requests.index))).toEqual([[0], [1]])
    expect(frames.map((frame) => [frame.seq, frame.snapshot])).toEqual([[1, true], [2, false]])

    await send({ type: 'ack', seq: 1 })
    viewer.offer(state, 2_000)
    viewer.offer(state, 2_001)
    await settle()
    expect(frames).toHaveLength(3)
    expect(Array.from(frames[2]?.requests.index ?? [])).toEqual([2, 3, 4, 5, 6, 7, 8, 9])
  })

  test('stop while the window is hidden, and nothing is lost', async () => {
    const state = newState()
    const { viewer, frames, send } = watch()
    await send({ type: 'visible', visible: false })
    state.addRequests([requestAt(0, 0)])
    viewer.offer(state, 1)
    await settle()
    expect(frames).toHaveLength(0)
    state.addRequests([requestAt(1, 10)])
    await send({ type: 'visible', visible: true })
    viewer.offer(state, 2)
    await settle()
    expect(frames.map((frame) => frame.requests.index.length)).toEqual([2])
  })

  test('a resync brings everything again and renews the credit', async () => {
    const state = newState()
    const { viewer, frames, send } = watch()
    state.telemetry.push(cpu, 10, 50)
    state.addRequests([requestAt(0, 0)])
    for (let i = 0; i < 3; i += 1) viewer.offer(state, i)
    await settle()
    expect(frames).toHaveLength(2)
    await send({ type: 'resync' })
    viewer.offer(state, 4)
    await settle()
    const last = frames.at(-1)
    expect(last).toMatchObject({ snapshot: true, meta: { id: meta.id } })
    expect(last?.requests.index).toHaveLength(1)
    expect(last?.events).toHaveLength(1)
    expect(last?.series.some((series) => series.signal === 'cpu.total' && series.tMs.length === 1)).toBe(true)
  })

  test('the last one comes without credit', async () => {
    const state = newState()
    const { viewer, frames } = watch()
    viewer.offer(state, 1)
    viewer.offer(state, 2)
    state.ended()
    viewer.offer(state, 3, true)
    await settle()
    expect(frames.at(-1)?.progress.phase).toBe('ended')
  })

  test('acknowledging what was never sent gives no extra credit', async () => {
    const state = newState()
    const { viewer, frames, send } = watch()
    await send({ type: 'ack', seq: 1_000 })
    for (let i = 0; i < 5; i += 1) viewer.offer(state, i)
    await settle()
    expect(frames).toHaveLength(2)
  })

  test('stay small for a busy second of a long run', () => {
    const state = newState()
    const cursor = new ViewCursor()
    state.addRequests(Array.from({ length: 2_000 }, (_, i) => requestAt(i, i)))
    state.frame(1, cursor, 3_000)
    state.addRequests(Array.from({ length: 100 }, (_, i) => requestAt(2_000 + i, 2_000 + i)))
    const { requests } = state.frame(2, cursor, 3_250)
    const bytes = Object.values(requests).reduce((sum, column: Float64Array | Uint8Array) => sum + column.byteLength, 0)
    expect(requests.index).toHaveLength(100)
    expect(bytes).toBeLessThan(64 * 1_024)
  })

  test('a snapshot of a very long run keeps the newest requests only', () => {
    const state = newState()
    for (let block = 0; block < 250; block += 1) state.addRequests(Array.from({ length: 100 }, (_, i) => requestAt(block * 100 + i, block)))
    const { requests } = state.frame(1, new ViewCursor(), 1)
    expect(requests.index.length).toBeGreaterThanOrEqual(16_384)
    expect(requests.index.length).toBeLessThan(16_600)
    expect(requests.index.at(-1)).toBe(24_999)
  })
})

describe('live figures', () => {
  test('are of the current stage, and of its last 30 s', () => {
    const state = newState()
    state.addRequests([requestAt(0, 0), requestAt(1, 40_000), requestAt(2, 40_100, { outcome: 'http-5xx', firstTokenAtMs: null }), requestAt(3, 100, { warmup: true })])
    tick(state, 5_000, 90)
    tick(state, 41_000, 300, 3)
    const { figures } = state.frame(1, new ViewCursor(), 41_000)
    expect(figures).toMatchObject({ n: 1, requests: 4, errors: 1, inFlight: 3 })
    expect(figures.ttftP50Ms).toBeCloseTo(99.8)
    expect(figures.tpotP50Ms).toBeCloseTo(20)
    expect(figures.decodeTokensPerS).toBeCloseTo(50)
    expect(figures.outputTokensPerS).toBeCloseTo(10)
    expect(figures.completedQps).toBeCloseTo(1 / 30)
  })

  test('start empty with each stage: no figure is null, not 0', () => {
    const state = newState()
    state.addRequests([requestAt(0, 0)])
    state.addEvents([{ atMs: 1_000, kind: 'stage-start', stage: 1, detail: null }])
    expect(state.frame(1, new ViewCursor(), 1_500).figures).toMatchObject({ n: 0, ttftP50Ms: null, tpotP95Ms: null, outputTokensPerS: null, requests: 1 })
  })

  test('an estimate from chunks is marked', () => {
    const state = newState()
    state.addRequests([requestAt(0, 0, { tokenSource: 'chunks' })])
    expect(state.frame(1, new ViewCursor(), 500).figures.estimatedTokens).toBe(true)
  })

  test('a busy client is told at once', () => {
    const state = newState()
    expect(state.frame(1, new ViewCursor(), 0).client.valid).toBeNull()
    const sample = { atMs: 1, stage: 0, loopDelayP99Ms: 1, loopDelayMaxMs: 2, cpuPercent: 10, rssBytes: 1, connectionsOpened: 1, connectionsReused: 0, parseBacklogBytes: 0 }
    state.addClientSample(sample)
    expect(state.frame(1, new ViewCursor(), 0).client.valid).toBe(true)
    state.addClientSample({ ...sample, loopDelayP99Ms: 30 })
    expect(state.frame(1, new ViewCursor(), 0).client).toMatchObject({ valid: false, loopDelayP99Ms: 30 })
  })
})

describe('live series', () => {
  const byName = (series: readonly SignalSeries[], name: string) => Array.from(series.find((one) => one.signal === name)?.value ?? [])

  test('one point a second, appended and never changed', () => {
    const state = newState()
    const cursor = new ViewCursor()
    state.addRequests([requestAt(0, 100), requestAt(1, 500), requestAt(2, 1_200, { outcome: 'timeout-idle' })])
    for (let atMs = 250; atMs <= 3_000; atMs += 250) tick(state, atMs, 5)
    const { series } = state.frame(1, cursor, 3_000)
    expect(byName(series, 'req.completed')).toEqual([2, 0, 0])
    expect(byName(series, 'req.errors')).toEqual([0, 1, 0])
    expect(byName(series, 'req.tokens')).toEqual([15, 20, 20])
    expect(byName(series, 'req.ttft.p50')[0]).toBeCloseTo(99.8)
    expect(byName(series, 'req.ttft.p50')[1]).toBeNaN()
    expect(byName(series, 'req.inflight')).toHaveLength(12)
    tick(state, 4_000, 7)
    expect(byName(state.frame(2, cursor, 4_000).series, 'req.tokens')).toEqual([5])
  })
})
