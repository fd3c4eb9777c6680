/** From a timeline to lanes: nothing is lost, nothing is an empty box, and what is missing says why. */
import { stageLoad } from '../../../../src/core/model/load.ts'
import { describe, expect, it } from 'vitest'
import { requestMetrics } from '../../../../src/core/measure/request-metrics.ts'
import { encodeRequests } from '../../../../src/core/model/request-columns.ts'
import type { RequestRecord } from '../../../../src/core/model/request.ts'
import type { SignalName, SignalSeries } from '../../../../src/core/model/telemetry.ts'
import type { Timeline } from '../../../../src/core/model/view.ts'
import { requestSeries } from '../../../../src/core/series/index.ts'
import { buildPicture, orderedLaneIds } from '../../../../src/renderer/src/charts/build-lanes.ts'
import { summarizeLane } from '../../../../src/renderer/src/charts/lane-summary.ts'
import { laneScale } from '../../../../src/renderer/src/charts/lane-scale.ts'
import { isGroupOpen, isLaneShown, toggledGroup, toggledLane, withoutScope } from '../../../../src/renderer/src/charts/lane-choice.ts'
import { movedOrder } from '../../../../src/renderer/src/charts/moved-order.ts'
import { createTranslate } from '../../../../src/shared/i18n/index.ts'
import { fakeRequest } from '../../../support/stored-session.ts'

const t = createTranslate('en')
const GIB = 2 ** 30

function signal(source: SignalSeries['source'], name: SignalName, unit: SignalSeries['unit'], values: readonly number[], over: Partial<SignalSeries> = {}): SignalSeries {
  return { source, device: '', deviceLabel: '', signal: name, unit, windowMs: 1000, reason: null, tMs: Float64Array.from(values, (_, i) => i * 1000), value: Float64Array.from(values), ...over }
}

function timelineOf(records: readonly RequestRecord[], series: readonly SignalSeries[] = [], over: Partial<Timeline> = {}): Timeline {
  return {
    durationMs: 20_000, stages: [{ index: 0, ...stageLoad({ concurrency: 2 }), startMs: 1000, endMs: 9000 }, { index: 1, ...stageLoad({ concurrency: 4 }), startMs: 10_000, endMs: null }],
    requests: encodeRequests(records, records.map((record) => requestMetrics(record))), series: [...requestSeries(records, 20_000), ...series], events: [], ...over,
  }
}

const ok = fakeRequest({ index: 0, sentAtMs: 1000, firstTokenAtMs: 1300, lastTokenAtMs: 2000, endAtMs: 2001, outcome: 'ok' })
const refused = fakeRequest({ index: 1, sentAtMs: 3000, headersAtMs: null, firstEventAtMs: null, firstTokenAtMs: null, firstVisibleAtMs: null, lastTokenAtMs: null, endAtMs: 3005, outcome: 'refused', chunkAtMs: new Float64Array() })
const died = fakeRequest({ index: 2, sentAtMs: 2500, firstTokenAtMs: 2700, lastTokenAtMs: 2800, endAtMs: 6000, outcome: 'reset-mid-stream' })

const laneOf = (timeline: Timeline, id: string) => {
  const lane = buildPicture(timeline, t, []).lanes.find((each) => each.id === id)
  if (lane === undefined) throw new Error(`no lane ${id}`)
  return lane
}

describe('requests', () => {
  it('puts each request at its send time, failures as crosses, silent ones at the top edge', () => {
    const { series, note } = laneOf(timelineOf([ok, refused, died]), 'ttft')
    expect(note).toBeNull()
    const points = Object.fromEntries(series.filter(({ request }) => request !== null).map(({ id, tMs, value, request }) => [id, { tMs: [...tMs], value: [...value], request: [...request ?? []] }]))
    expect(points['ok']).toEqual({ tMs: [1000], value: [300], request: [0] })
    expect(points['failed']).toEqual({ tMs: [2500, 3000], value: [200, Number.POSITIVE_INFINITY], request: [2, 1] })
  })

  it('counts failures up in the order in which they ended and flags the first with its class', () => {
    const lane = laneOf(timelineOf([ok, refused, died]), 'errors')
    expect(lane.flags).toEqual([{ atMs: 3005, text: 'First: connection refused' }])
    const crosses = lane.series.find(({ mark }) => mark === 'cross')
    expect([...crosses?.tMs ?? []]).toEqual([3005, 6000])
    expect([...crosses?.value ?? []]).toEqual([1, 2])
    expect(laneScale(lane, [0, 20_000], false).max).toBeGreaterThanOrEqual(3)
  })

  it('says that there are no errors in one line', () => {
    const lane = laneOf(timelineOf([ok]), 'errors')
    expect([lane.note, lane.series]).toEqual([t('session:series.noFailures'), []])
  })

  it('ends what was asked for with its stage, and keeps it up while the stage runs', () => {
    const configured = laneOf(timelineOf([ok]), 'inflight').series.find(({ id }) => id === 'configured')
    expect([...configured?.value ?? []]).toEqual([2, 2, Number.NaN, 4, 4])
  })

  it('is a line of words for a session in which nothing was sent', () => {
    const { lanes } = buildPicture(timelineOf([], [], { stages: [] }), t, [])
    for (const lane of lanes) expect(lane.note, lane.id).not.toBeNull()
  })
})

describe('sensors', () => {
  it('collapses all GPU lanes into one that names the reason', () => {
    const silent = (['gpu.util', 'gpu.power', 'gpu.temp'] as const).map((name) => signal('nvidia', name, '%', [], { reason: 'tool-missing' }))
    const gpu = buildPicture(timelineOf([ok], silent), t, []).lanes.filter(({ id }) => ['gpu', 'vram', 'power', 'temp', 'clock'].includes(id))
    expect(gpu.map(({ id, note }) => [id, note])).toEqual([['gpu', t('session:reason.no-nvidia')]])
  })

  it('draws memory in GiB up to what the machine has', () => {
    const timeline = timelineOf([ok], [
      signal('host', 'mem.used', 'B', [8 * GIB, 9 * GIB]), signal('host', 'mem.total', 'B', [32 * GIB]),
    ])
    const memory = laneOf(timeline, 'memory')
    expect([memory.top, memory.unit, [...memory.series[0]?.value ?? []]]).toEqual([32, 'GiB', [8, 9]])
    expect(summarizeLane(memory, [0, 500])).toMatchObject([{ n: 1, min: 8, mean: 8, max: 8 }])
  })

  const cards = (held: readonly [number, number] | null) => timelineOf([ok], ['a', 'b'].flatMap((device, i) => {
    const over = { device, deviceLabel: `RTX ${device}` }
    const server = held === null ? [] : [signal('nvidia', 'gpu.mem.server', 'B', [0, (held[i] ?? 0) * GIB], over)]
    return [signal('nvidia', 'gpu.util', '%', [50, 60], over), signal('nvidia', 'gpu.mem.used', 'B', [GIB, GIB], over), ...server]
  }))
  const groupsOf = (timeline: Timeline, order: readonly string[] = []) => buildPicture(timeline, t, order).lanes.flatMap(({ kind, group }) => (group === null ? [] : [[group.title, kind]]))

  it('has one card’s lanes stand by themselves, and groups several, the one with the model first', () => {
    const single = timelineOf([ok], [signal('nvidia', 'gpu.util', '%', [50, 60], { device: 'a' })])
    expect(groupsOf(single)).toEqual([])
    const lanes = buildPicture(cards([0, 20]), t, []).lanes.filter(({ group }) => group !== null)
    expect(lanes.filter(({ note }) => note === null).map(({ id, group }) => [id, group?.note, group?.isIdle])).toEqual([
      ['gpu@nvidia/b', t('session:timeline.holdsModel'), false], ['vram@nvidia/b', t('session:timeline.holdsModel'), false],
      ['gpu@nvidia/a', t('session:timeline.holdsNothing'), true], ['vram@nvidia/a', t('session:timeline.holdsNothing'), true],
    ])
    expect(new Set(lanes.map(({ id }) => id)).size).toBe(lanes.length)
  })

  it('says nothing of the model where processes are not known, and keeps the cards’ order', () => {
    const shown = buildPicture(cards(null), t, []).lanes.filter(({ kind }) => kind === 'gpu')
    expect(shown.map(({ id, group }) => [id, group?.note, group?.isIdle])).toEqual([['gpu@nvidia/a', null, false], ['gpu@nvidia/b', null, false]])
  })

  it('keeps groups whole in the user’s order', () => {
    const order = groupsOf(cards([0, 20]), ['errors', 'vram', 'cpu', 'gpu'])
    expect(order.slice(0, 2)).toEqual([['GPU 1 · RTX b', 'vram'], ['GPU 1 · RTX b', 'gpu']])
    const kinds = buildPicture(cards([0, 20]), t, ['errors', 'vram', 'cpu', 'gpu']).lanes.map(({ kind }) => kind)
    expect(kinds.indexOf('errors')).toBeLessThan(kinds.indexOf('vram'))
    expect(kinds.indexOf('cpu')).toBeGreaterThan(kinds.lastIndexOf('gpu'))
  })

  it('shows why a card slows itself down, a strip for each kind of reason', () => {
    const throttle = laneOf(timelineOf([ok], [signal('nvidia', 'gpu.util', '%', [50]), signal('nvidia', 'gpu.throttle', 'count', [0, 0x4, 0x20, 0x80])]), 'throttle')
    expect(throttle.heat?.rows.map(({ value }) => [...value])).toEqual([[0, 100, 0, 0], [0, 0, 100, 0], [0, 0, 0, 100]])
  })
})

describe('stages, events and order', () => {
  it('shades warm-up and stages, running ones up to now, and marks what is out of the ordinary', () => {
    const event = (atMs: number, kind: Timeline['events'][number]['kind']) => ({ atMs, kind, stage: null, detail: null })
    const { bands, marks } = buildPicture(timelineOf([ok], [], { events: [event(100, 'warmup-start'), event(900, 'warmup-end'), event(1000, 'stage-start'), event(15_000, 'clock-jump')] }), t, [])
    expect(bands.map(({ label, fromMs, toMs }) => [label, fromMs, toMs])).toEqual([['warm-up', 100, 900], ['2', 1000, 9000], ['4', 10_000, 20_000]])
    expect(marks).toEqual([{ atMs: 15_000, text: t('domain:event.clock-jump') }])
  })

  it('keeps the order chosen by the user, forgets unknown lanes, appends new ones', () => {
    const order = orderedLaneIds(['errors', 'nonsense', 'ttft', 'errors'])
    expect(order.slice(0, 3)).toEqual(['errors', 'ttft', 'tpot'])
    expect(new Set(order).size).toBe(order.length)
  })

  it('moves a lane past its visible neighbour, not past hidden ones', () => {
    expect(movedOrder(['a', 'hidden', 'b', 'c'], 'c', -1, ['a', 'b', 'c'])).toEqual(['a', 'hidden', 'c', 'b'])
    expect(movedOrder(['a', 'hidden', 'b'], 'a', 1, ['a', 'b'])).toEqual(['hidden', 'b', 'a'])
    expect(movedOrder(['a', 'b'], 'a', -1, ['a', 'b'])).toEqual(['a', 'b'])
  })
})

describe('the server and what is optional', () => {
  const queue = [signal('metrics', 'srv.running', 'count', [2, 4]), signal('metrics', 'srv.waiting', 'count', [0, 3])]

  it('shows the server’s queue without asking where the server tells it, and nothing of it where it was never looked for', () => {
    const shown = laneOf(timelineOf([ok], queue), 'queue')
    expect([shown.isOptional, shown.note, shown.series.map(({ label }) => label)]).toEqual([false, null, [t('session:series.running'), t('session:series.waiting')]])
    expect(buildPicture(timelineOf([ok]), t, []).lanes.map(({ id }) => id)).not.toContain('queue')
  })

  it('keeps other lanes of server and machine for those who ask, with the reason where there is nothing', () => {
    const timeline = timelineOf([ok], [signal('server', 'srv.cpu', '%', [], { reason: 'remote' }), signal('host', 'psi.cpu', '%', [3, 4])])
    expect(laneOf(timeline, 'serverCpu')).toMatchObject({ isOptional: true, note: t('domain:reason.remote') })
    expect(laneOf(timeline, 'pressure')).toMatchObject({ isOptional: true, note: null })
  })

  it('has no lanes of requests where only the machine is watched', () => {
    const ids = buildPicture(timelineOf([], [signal('host', 'psi.cpu', '%', [3, 4]), signal('host', 'cpu.total', '%', [3])]), t, [], 'machine').lanes.map(({ id }) => id)
    expect(ids).toContain('pressure')
    expect(ids).not.toContain('ttft')
  })
})

describe('the choice of lanes', () => {
  const [usual, optional] = [{ kind: 'cpu', isOptional: false }, { kind: 'disk', isOptional: true }] as const
  const nothing = { hidden: [], shown: [] }
  const both = ['session', 'machine'] as const

  it('begins with the usual lanes in sessions, and with all in the machine’s view', () => {
    expect(both.map((scope) => [usual, optional].map((lane) => isLaneShown(nothing, lane, scope)))).toEqual([[true, false], [true, true]])
  })

  it('folds a device and opens it again', () => {
    const group = { id: `card:nvidia/${'x'.repeat(100)}`, title: 'GPU 0', note: null, isIdle: false }
    const folded = toggledGroup(nothing, group)
    expect([isGroupOpen(nothing, group), isGroupOpen(folded, group), isGroupOpen(toggledGroup(folded, group), group)]).toEqual([true, false, true])
    expect(folded.hidden.every((key) => key.length <= 80)).toBe(true)
    expect(withoutScope(folded, 'session')).toEqual(nothing)
  })

  it('toggles each lane there and back, for each view alone', () => {
    for (const scope of both) for (const lane of [usual, optional]) {
      const other = scope === 'session' ? 'machine' : 'session'
      const once = toggledLane(nothing, lane, scope)
      expect(isLaneShown(once, lane, scope)).toBe(!isLaneShown(nothing, lane, scope))
      expect(isLaneShown(once, lane, other)).toBe(isLaneShown(nothing, lane, other))
      expect(toggledLane(once, lane, scope)).toEqual(nothing)
      expect(withoutScope(once, scope)).toEqual(nothing)
      expect(withoutScope(once, other)).toEqual(once)
    }
  })
})
