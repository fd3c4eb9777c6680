import { describe, expect, test } from 'vitest'
import { machine, runLoad, steps } from './virtual-machine.ts'
import type { Load } from './virtual-machine.ts'

const chat: Omit<Load, 'concurrency'> = { requestsPerUser: 10, promptTokens: 128, outputTokens: 128 }
const spec = (id: string, promptTokens: number, outputTokens: number) => ({ id, promptTokens, cachedTokens: 0, outputTokens })

const stepMs = (sequences: number, promptTokens: number): number => {
  const model = machine({ slots: 8, prefillChunkTokens: 100_000, kvTokens: 1_000_000 })
  for (let i = 0; i < sequences; i += 1) model.enqueue(spec(String(i), promptTokens, 10), 0)
  const [prefill, decode] = [...steps(model)]
  return decode!.atMs - prefill!.atMs
}

const stepEnds = (seed: number): readonly number[] => {
  const model = machine({ seed, jitterSigma: 0.1 })
  model.enqueue(spec('a', 10, 20), 0)
  return [...steps(model)].map(({ atMs }) => atMs)
}

const firstTokenAt = (cachedTokens: number): number => {
  const model = machine({ prefillTokensPerS: 1000, prefillChunkTokens: 10_000 })
  model.enqueue({ ...spec('a', 1000, 1), cachedTokens }, 0)
  return [...steps(model)][0]!.atMs
}

describe('capacity', () => {
  test('throughput rises until the slots are full and is flat beyond', () => {
    const [one, two, four, eight, sixteen] = [1, 2, 4, 8, 16].map((concurrency) => runLoad({}, { ...chat, concurrency }).tokensPerS)
    expect(two! / one!).toBeGreaterThan(1.6)
    expect(four! / two!).toBeGreaterThan(1.5)
    expect(eight! / four!).toBeLessThan(1.15)
    expect(sixteen! / eight!).toBeLessThan(1.05)
  })

  test('users beyond the slots wait, so the first token comes later', () => {
    const four = runLoad({}, { ...chat, concurrency: 4 })
    const eight = runLoad({}, { ...chat, concurrency: 8 })
    expect(eight.meanTtftMs).toBeGreaterThan(5 * four.meanTtftMs)
    expect(eight.requests).toBe(80)
  })

  test('a lone request takes its prompt time, then one fixed step per token', () => {
    const model = machine({ prefillTokensPerS: 1000, decodeMs: 10, decodeMsPerSequence: 0, decodeMsPer1kContext: 0 })
    model.enqueue(spec('a', 100, 3), 0)
    expect([...steps(model)].map(({ atMs, events }) => [atMs, events.map((event) => event.index)])).toEqual([
      [100, [0]],
      [110, [1]],
      [120, [2]],
    ])
  })
})

describe('a decode step', () => {
  test('takes longer with a larger batch', () => {
    expect(stepMs(4, 100)).toBeGreaterThan(stepMs(2, 100))
    expect(stepMs(2, 100)).toBeGreaterThan(stepMs(1, 100))
  })

  test('takes longer with more context', () => {
    expect(stepMs(1, 8000) - stepMs(1, 1000)).toBeCloseTo(7 * 0.35, 5)
  })

  test('has the same jitter for the same seed and another for another', () => {
    expect(stepEnds(7)).toEqual(stepEnds(7))
    expect(stepEnds(7)).not.toEqual(stepEnds(8))
  })
})

describe('reading prompts', () => {
  test('a long prompt is read in pieces that running streams feel but survive', () => {
    const model = machine({ prefillTokensPerS: 1000, prefillChunkTokens: 200, decodeMs: 10, decodeMsPerSequence: 0, decodeMsPer1kContext: 0 })
    model.enqueue(spec('running', 1, 100), 0)
    const times: number[] = []
    let firstOfLong = -1
    for (const { atMs, events } of steps(model)) {
      if (events.some(({ id }) => id === 'running')) times.push(atMs)
      if (times.length === 5 && firstOfLong === -1) {
        model.enqueue(spec('long', 1000, 1), atMs)
        firstOfLong = 0
      }
      if (events.some(({ id }) => id === 'long')) firstOfLong = times.length
    }
    const gaps = times.slice(1).map((atMs, i) => atMs - times[i]!)
    expect(gaps.slice(0, 4)).toEqual([10, 10, 10, 10])
    expect(gaps.slice(4, 9)).toEqual([210, 210, 210, 210, 210])
    expect(gaps[9]).toBe(10)
    expect(firstOfLong).toBe(10)
  })

  test('cached tokens are not read again, but at least one token is', () => {
    expect(firstTokenAt(0)).toBe(1000)
    expect(firstTokenAt(600)).toBe(400)
    expect(firstTokenAt(1000)).toBe(1)
  })
})

describe('the cache budget', () => {
  test('the head of the queue waits for cache and nobody overtakes it', () => {
    const model = machine({ kvTokens: 1000 })
    model.enqueue(spec('a', 500, 100), 0)
    model.enqueue(spec('b', 500, 100), 0)
    model.enqueue(spec('c', 10, 10), 0)
    const firsts = [...steps(model)].flatMap(({ events }) => events.filter(({ index }) => index === 0).map(({ id }) => id))
    expect(firsts).toEqual(['a', 'b', 'c'])
    expect(model.stats()).toMatchObject({ running: 0, waiting: 0, kvTokensUsed: 0, preemptions: 0 })
  })

  test('with preemption every token still comes exactly once and in order', () => {
    const model = machine({ kvTokens: 400, preemption: true })
    const ids = ['a', 'b', 'c']
    for (const id of ids) model.enqueue(spec(id, 100, 150), 0)
    const seen = new Map<string, number[]>(ids.map((id) => [id, []]))
    for (const { events } of steps(model)) {
      for (const { id, index } of events) seen.get(id)!.push(index)
      expect(model.stats().kvTokensUsed).toBeLessThanOrEqual(400)
    }
    expect(model.stats().preemptions).toBeGreaterThan(0)
    for (const id of ids) expect(seen.get(id)).toEqual(Array.from({ length: 150 }, (_, i) => i))
  })

  test('refuses what can never fit', () => {
    expect(machine({ kvTokens: 100 }).enqueue(spec('a', 90, 11), 0)).toBe('too-long')
    expect(machine({ kvTokens: 100 }).enqueue(spec('a', 90, 10), 0)).toBeNull()
  })
})

describe('arrivals and departures', () => {
  test('refuses a request beyond the slots and the queue', () => {
    const model = machine({ slots: 1, maxQueue: 1 })
    expect(model.enqueue(spec('a', 10, 10), 0)).toBeNull()
    model.beginStep()
    expect(model.enqueue(spec('b', 10, 10), 0)).toBeNull()
    expect(model.enqueue(spec('c', 10, 10), 0)).toBe('queue-full')
  })

  test('a request that leaves in the middle of a step yields nothing and frees its slot', () => {
    const model = machine({ slots: 1 })
    model.enqueue(spec('a', 10, 1000), 0)
    model.enqueue(spec('b', 10, 2), 0)
    model.beginStep()
    model.cancel('a')
    expect(model.completeStep()).toEqual([])
    expect([...steps(model)].flatMap(({ events }) => events)).toEqual([
      { id: 'b', index: 0, last: false },
      { id: 'b', index: 1, last: true },
    ])
  })

  test('has nothing to do when idle', () => {
    expect(machine().beginStep()).toBeNull()
  })
})
