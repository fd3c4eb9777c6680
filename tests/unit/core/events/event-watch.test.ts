import { describe, expect, test } from 'vitest'
import { createClockDetector } from '../../../../src/core/events/clock.ts'
import { createEventWatch } from '../../../../src/core/events/event-watch.ts'
import { createHold } from '../../../../src/core/events/hold.ts'
import type { MissingReason, SignalDef, SignalName, SignalSource } from '../../../../src/core/model/telemetry.ts'

type Step = readonly [atMs: number, value: number | null, reason?: MissingReason]

function def(source: SignalSource, signal: SignalName, device = ''): SignalDef {
  return { source, device, deviceLabel: device === '' ? '' : `GPU ${device}`, signal, unit: 'count', windowMs: 0 }
}

/** All events of one recording: `[kind, atMs, detail]`. */
function run(...tracks: readonly (readonly [SignalDef, readonly Step[]])[]) {
  const watch = createEventWatch()
  const samples = tracks.flatMap(([signal, steps], order) => steps.map(([atMs, value, reason]) => ({ order, def: signal, atMs, value, reason: value === null ? reason ?? 'unknown' : null })))
  return samples.sort((a, b) => a.atMs - b.atMs || a.order - b.order).flatMap((sample) => watch.sample(sample)).map(({ kind, atMs, detail }) => [kind, atMs, detail])
}

function every(ms: number, values: readonly (number | null)[], reason?: MissingReason): Step[] {
  return values.map((value, i) => (reason === undefined ? [i * ms, value] : [i * ms, value, reason]))
}
const repeat = (count: number, value: number) => Array.from({ length: count }, () => value)

describe('hysteresis', () => {
  test('a condition begins when it has held, at the time it first showed, and ends likewise', () => {
    const hold = createHold({ onMs: 500, offMs: 1_000 })
    expect([hold(0, true), hold(250, true)]).toEqual([null, null])
    expect(hold(500, true)).toEqual({ kind: 'begin', atMs: 0 })
    expect([hold(750, false), hold(1_000, true), hold(1_250, false), hold(2_000, false)]).toEqual([null, null, null, null])
    expect(hold(2_250, false)).toEqual({ kind: 'end', atMs: 1_250 })
  })

  test('readings that say neither start the waiting anew', () => {
    const hold = createHold({ onMs: 500, offMs: 0 })
    expect([hold(0, true), hold(250, null), hold(500, true), hold(900, true)]).toEqual([null, null, null, null])
    expect(hold(1_000, true)).toEqual({ kind: 'begin', atMs: 500 })
  })
})

describe('throttling', () => {
  const gpu = def('nvidia', 'gpu.throttle', 'a')
  test('is told once from begin to end, with its reasons; the power cap is none', () => {
    expect(run([gpu, every(250, [0, 4, 4, 4, 0x24, 0x24, 0x64, ...repeat(14, 4)])])).toEqual([['throttle-begin', 1_000, 'sw-thermal'], ['throttle-end', 1_750, null]])
  })

  test('a mask that flickers is one event', () => {
    expect(run([gpu, every(250, [0, 0x40, 0x40, 0, 0x40, 0, 0x40, 0, 0, 0x40, 0, 0x40])])).toEqual([['throttle-begin', 250, 'hw-thermal']])
  })

  test('a single sample is none, and each GPU has its own', () => {
    expect(run([gpu, every(250, [0, 8, 0, 0])], [def('nvidia', 'gpu.throttle', 'b'), every(250, [0x80, 0x80, 0x80])])).toEqual([['throttle-begin', 0, 'power-brake']])
  })
})

describe('swapping', () => {
  test('begins with two seconds of traffic and ends after ten quiet ones', () => {
    const rate = [0, 0, 3e6, 4e6, 5e6, ...repeat(12, 0)]
    const found = run([def('host', 'swap.in'), every(1_000, rate)], [def('host', 'swap.out'), every(1_000, repeat(rate.length, 0))])
    expect(found).toEqual([['swap-begin', 2_000, '4000000'], ['swap-end', 5_000, null]])
  })

  test('a few pages are no swapping', () => {
    expect(run([def('host', 'swap.in'), every(1_000, repeat(8, 40_960))], [def('host', 'swap.out'), every(1_000, repeat(8, 0))])).toEqual([])
  })
})

describe('silence of a source', () => {
  test('is one event for all its signals, and its return another', () => {
    const good: Step[] = [[0, 1], [250, 1]]
    const lost: Step[] = [[500, null, 'timeout']]
    const back: Step[] = [[2_500, 1], [2_750, 1], [3_500, 1]]
    const all = [...good, ...lost, ...back]
    expect(run([def('nvidia', 'gpu.util', 'a'), all], [def('nvidia', 'gpu.power', 'a'), all], [def('nvidia', 'gpu.util', 'b'), all])).toEqual([['sensor-gap', 500, 'timeout'], ['sensor-back', 2_500, '2250']])
  })

  test('lasts from the last value on, however late it was noticed', () => {
    const scrapes: Step[] = [[12_000, 1], [13_000, 1], [18_000, null, 'timeout'], [20_000, 1], [21_000, 1]]
    expect(run([def('metrics', 'srv.scrape'), scrapes])).toEqual([['sensor-gap', 18_000, 'timeout'], ['sensor-back', 20_000, '7000']])
  })

  test('one signal of many is none, nor is what the machine never had', () => {
    expect(run([def('nvidia', 'gpu.util'), [[0, 1], [250, null, 'not-supported']]], [def('nvidia', 'gpu.power'), [[0, 1], [250, 1]]])).toEqual([])
    expect(run([def('metrics', 'srv.prefix.hit'), [[0, 1], [1_000, null, 'gap']]], [def('metrics', 'srv.scrape'), [[0, 1], [1_000, 2]]])).toEqual([])
    expect(run([def('nvidia', 'gpu.util'), [[0, null, 'tool-missing']]])).toEqual([])
  })

  test('a source that comes and goes does not chatter', () => {
    const steps = every(500, [1, null, 1, null, 1, null, 1, null, 1, 1, 1, 1], 'timeout')
    expect(run([def('metrics', 'srv.scrape'), steps]).map(([kind]) => kind)).toEqual(['sensor-gap', 'sensor-back'])
  })

  test('what the source tells itself is not told twice', () => {
    const watch = createEventWatch()
    const sample = (atMs: number, value: number | null) => watch.sample({ def: def('nvidia', 'gpu.util'), atMs, value, reason: value === null ? 'gap' : null }).map(({ kind }) => kind)
    expect(sample(0, 1)).toEqual([])
    expect(watch.told('sensor-gap', 'nvidia', 100)).toBe(true)
    expect(sample(100, null)).toEqual([])
    expect(watch.told('sensor-gap', 'nvidia', 300)).toBe(false)
    expect([...sample(400, 1), ...sample(2_000, 1)]).toEqual(['sensor-back'])
    expect(watch.told('sensor-gap', 'nvidia', 2_500)).toBe(true)
    expect(watch.told('oom-kill', 'host', 0)).toBe(true)
  })

  test('one lost card of two is no silence of their source, and the other one no return', () => {
    const watch = createEventWatch()
    const sample = (device: string, atMs: number, value: number | null) => watch.sample({ def: def('nvidia', 'gpu.util', device), atMs, value, reason: value === null ? 'lost' : null }).map(({ kind }) => kind)
    expect([...sample('a', 0, 1), ...sample('b', 0, 1)]).toEqual([])
    expect(watch.told('sensor-lost', 'nvidia', 250)).toBe(true)
    expect([250, 500, 1_000, 1_500, 2_000].flatMap((atMs) => [...sample('a', atMs, 1), ...sample('b', atMs, null)])).toEqual([])
    expect([...sample('b', 2_500, 1), ...sample('b', 4_000, 1)]).toEqual([])
  })

  test('the only card of a source is lost once, and comes back', () => {
    const watch = createEventWatch()
    const sample = (atMs: number, value: number | null) => watch.sample({ def: def('nvidia', 'gpu.util', 'a'), atMs, value, reason: value === null ? 'lost' : null }).map(({ kind }) => kind)
    expect(sample(0, 1)).toEqual([])
    expect(watch.told('sensor-lost', 'nvidia', 250)).toBe(true)
    expect([...sample(250, null), ...sample(500, null)]).toEqual([])
    expect([...sample(750, 1), ...sample(2_000, 1)]).toEqual(['sensor-back'])
  })
})

describe('models', () => {
  const [scrape, bytes] = [def('metrics', 'srv.scrape'), def('metrics', 'srv.model.bytes')]
  test('that are there from the start were not loaded now; later they come and go', () => {
    expect(run([scrape, every(1_000, repeat(5, 1))], [bytes, [[0, 7e9], [1_000, 7e9], [2_000, null, 'gap'], [3_000, null, 'gap'], [4_000, 7e9]]])).toEqual([['model-unload', 2_000, null], ['model-load', 4_000, '7000000000']])
  })

  test('a server that says nothing of a model for a round and then does has loaded it', () => {
    expect(run([scrape, every(1_000, repeat(3, 1))], [bytes, [[2_000, 7e9]]])).toEqual([['model-load', 2_000, '7000000000']])
  })

  test('a server that only tells whether it is loaded', () => {
    const loaded = def('metrics', 'srv.model.loaded')
    expect(run([loaded, [[0, 1], [1_000, 1], [2_000, 0], [3_000, null, 'timeout'], [4_000, 0], [5_000, 1]]])).toEqual([['model-unload', 2_000, null], ['model-load', 5_000, null]])
  })

  test('a server that is not heard has not unloaded it', () => {
    const steps: Step[] = [[0, 7e9], [1_000, null, 'timeout'], [5_000, 7e9]]
    expect(run([bytes, steps])).toEqual([])
  })
})

test('another process on the GPU is told when it takes and when it gives back', () => {
  const gib = 2 ** 30
  const other = def('nvidia', 'gpu.mem.others', 'a')
  expect(run([other, every(3_000, [0.2 * gib, 0.2 * gib, 1.2 * gib, 1.3 * gib, 0.2 * gib])])).toEqual([['gpu-taken', 6_000, String(1.2 * gib - 0.2 * gib)], ['gpu-released', 12_000, null]])
})

test('mains and battery', () => {
  expect(run([def('host', 'power.mains'), every(1_000, [1, 1, 0, 0, 1, 0, 1, 1, 1, 1])]).map(([kind, atMs]) => [kind, atMs])).toEqual([['on-battery', 2_000], ['on-mains', 6_000]])
})

test('two machines that are read at once are told apart', () => {
  // One of them on battery all the while, the other on mains.
  const all = run([def('host', 'power.mains'), every(1_000, [0, 0, 0, 0, 0, 0])], [def('agent', 'power.mains'), every(1_000, [1, 1, 1, 1, 1, 1])])
  expect(all.map(([kind]) => kind)).toEqual(['on-battery'])
})

test('a wall clock that is set is noticed, one that is corrected gently is not', () => {
  const clock = createClockDetector()
  expect([clock(0, 1e12), clock(1_000, 1e12 + 1_030), clock(2_000, 1e12 + 2_060), clock(3_000, 1e12 - 3_597_000), clock(4_000, 1e12 - 3_596_000)]).toEqual([null, null, null, -3_600_060, null])
})
