/** The chain of errors: first strikes with the machine's state, and the reading of each order of the table in docs/metrics.md. */
import { describe, expect, it } from 'vitest'
import { errorChain } from '../../../../src/core/analysis/error-chain.ts'
import type { ErrorReading } from '../../../../src/core/model/error-chain.ts'
import type { Outcome } from '../../../../src/core/model/outcome.ts'
import type { RequestRecord } from '../../../../src/core/model/request.ts'
import type { SessionEvent } from '../../../../src/core/model/session.ts'
import type { SignalName, SignalSeries } from '../../../../src/core/model/telemetry.ts'
import { fakeRequest } from '../../../support/stored-session.ts'

const none = new Float64Array(0)

const good = (index: number, sentAtMs: number, endAtMs = sentAtMs + 400): RequestRecord => fakeRequest({
  index, dueAtMs: sentAtMs, sentAtMs, firstTokenAtMs: sentAtMs + 100, lastTokenAtMs: endAtMs, endAtMs, chunkAtMs: Float64Array.from({ length: 9 }, (_, i) => sentAtMs + 100 + (i * (endAtMs - sentAtMs - 100)) / 8),
})

const bad = (index: number, outcome: Outcome, sentAtMs: number, endAtMs: number, over: Partial<RequestRecord> = {}): RequestRecord => fakeRequest({
  index, outcome, dueAtMs: sentAtMs, sentAtMs, firstTokenAtMs: null, lastTokenAtMs: null, endAtMs, chunkAtMs: none, outputTokens: null, promptTokens: null,
  error: { code: 'x', message: `${outcome} said the server` }, ...over,
})

const constant = (signal: SignalName, value: number, device = ''): SignalSeries => ({
  source: 'host', device, deviceLabel: '', signal, unit: '%', windowMs: 250, reason: null,
  tMs: Float64Array.from({ length: 200 }, (_, i) => i * 250), value: new Float64Array(200).fill(value),
})

const event = (kind: SessionEvent['kind'], atMs: number): SessionEvent => ({ kind, atMs, stage: null, detail: null })

function chainOf(requests: readonly RequestRecord[], telemetry: readonly SignalSeries[] = [], events: readonly SessionEvent[] = []) {
  return errorChain({ requests, telemetry, events })
}

const evidence = (reading: ErrorReading | null) => Object.fromEntries(reading!.evidence.map(({ name, value }) => [name, value]))

describe('the chain', () => {
  const requests = [
    good(0, 0), bad(1, 'http-5xx', 1000, 6000), bad(2, 'timeout-idle', 500, 3000), bad(3, 'timeout-total', 900, 2500), bad(4, 'timeout-total', 900, 9000), bad(5, 'cancelled', 0, 100),
  ]
  const chain = chainOf(requests, [{ ...constant('cpu.total', 40), tMs: Float64Array.of(1000, 2400, 2600), value: Float64Array.of(10, 55, 99) }, constant('cpu.core', 5, 'cpu0')])

  it('has one link a class in order of the first strike, timed by its end', () => {
    expect(chain.links.map(({ errorClass, outcome, request, atMs, count, lastAtMs, afterMs }) => ({ errorClass, outcome, request, atMs, count, lastAtMs, afterMs }))).toEqual([
      { errorClass: 'timeout', outcome: 'timeout-total', request: 3, atMs: 2500, count: 3, lastAtMs: 9000, afterMs: 1600 },
      { errorClass: 'http-5xx', outcome: 'http-5xx', request: 1, atMs: 6000, count: 1, lastAtMs: 6000, afterMs: 5000 },
    ])
    expect(chain).toMatchObject({ total: 4, ended: 5, dominant: { errorClass: 'timeout', count: 3, share: 0.75 } })
  })

  it('holds the machine as it was just before, and the server\'s own words', () => {
    expect(chain.links[0]!.message).toBe('timeout-total said the server')
    expect(chain.links[0]!.machine).toMatchObject({ atMs: 2500, openRequests: 4 })
    expect(chain.links[0]!.machine.values).toEqual([{ source: 'host', device: '', signal: 'cpu.total', unit: '%', value: 55, ageMs: 100, reason: null }])
    // Long after the last sample nothing is known.
    expect(chain.links[1]!.machine.values[0]).toMatchObject({ value: null, ageMs: null })
  })

  it('is empty without failures', () => {
    expect(chainOf([good(0, 0)])).toMatchObject({ total: 0, ended: 1, links: [], dominant: null, reading: null })
  })
})

describe('the reading of the order', () => {
  const goods = Array.from({ length: 10 }, (_, i) => good(i, i * 400))

  it('4xx first is a fault of the request; an idle GPU agrees', () => {
    const requests = [bad(0, 'http-4xx', 0, 20, { httpStatus: 404 }), bad(1, 'timeout-total', 0, 5000)]
    expect(chainOf(requests).reading).toMatchObject({ id: 'request-fault', support: 'order' })
    expect(chainOf(requests, [constant('gpu.util', 1)]).reading).toMatchObject({ id: 'request-fault', support: 'order-and-machine' })
  })

  it('only the longest prompts failing is a limit of the context', () => {
    const { reading } = chainOf([...goods, bad(20, 'context-overflow', 2000, 2010, { promptTokens: 9000 })])
    expect(reading).toMatchObject({ id: 'context-limit', support: 'order-and-machine' })
    expect(evidence(reading)).toEqual({ failedPromptTokens: 9000, longestPassedPromptTokens: 128 })
  })

  it('fast rejections are admission control', () => {
    const { reading } = chainOf([...goods, bad(20, 'rejected', 2000, 2030, { httpStatus: 503 })])
    expect(reading).toMatchObject({ id: 'admission-control', support: 'order-and-machine' })
    expect(evidence(reading)['medianAfterMs']).toBe(30)
  })

  it('timeouts while others are answered are overload; a waiting queue agrees', () => {
    const requests = [...goods, bad(20, 'timeout-first-token', 100, 3100)]
    expect(chainOf(requests).reading).toMatchObject({ id: 'overload-timeouts', support: 'order' })
    const { reading } = chainOf(requests, [constant('srv.waiting', 7), constant('gpu.util', 98)])
    expect(reading).toMatchObject({ id: 'overload-timeouts', support: 'order-and-machine' })
    expect(evidence(reading)).toMatchObject({ waitingRequests: 7, gpuUtil: 0.98, medianAfterMs: 3000 })
    expect(evidence(reading)['tokensWhileWaiting']).toBeGreaterThan(0)
  })

  it('timeouts while nothing moves are a hang; idle processors agree', () => {
    const requests = [good(0, 0), bad(1, 'timeout-idle', 1000, 9000), bad(2, 'timeout-first-token', 1000, 9001)]
    expect(chainOf(requests).reading).toMatchObject({ id: 'hang', support: 'order' })
    expect(chainOf(requests, [constant('gpu.util', 0), constant('cpu.total', 3)]).reading).toMatchObject({ id: 'hang', support: 'order-and-machine' })
    expect(chainOf(requests, [constant('gpu.util', 99), constant('cpu.total', 3)]).reading).toMatchObject({ id: 'hang', support: 'order' })
  })

  it('timeouts while memory stalls are thrash, not overload', () => {
    const requests = [...goods, bad(20, 'timeout-first-token', 100, 3100)]
    expect(chainOf(requests, [constant('psi.mem.full', 30), constant('swap.in', 5e7)]).reading).toMatchObject({ id: 'memory-thrash', support: 'order-and-machine' })
    expect(chainOf(requests, [constant('psi.mem.full', 0.1), constant('swap.in', 0)]).reading).toMatchObject({ id: 'overload-timeouts' })
  })

  it('out of memory first stays that even when a crash follows; full VRAM agrees', () => {
    const requests = [...goods, bad(20, 'oom', 3000, 3200), bad(21, 'reset-mid-stream', 3000, 3300), bad(22, 'refused', 3400, 3401)]
    expect(chainOf(requests).reading).toMatchObject({ id: 'out-of-memory', support: 'order' })
    const { reading } = chainOf(requests, [constant('gpu.mem.used', 23.8, 'g'), constant('gpu.mem.total', 24, 'g')])
    expect(reading).toMatchObject({ id: 'out-of-memory', support: 'order-and-machine' })
    expect(evidence(reading)['vramShare']).toBeCloseTo(23.8 / 24, 9)
  })

  it('everything cut at once, then refused, is a crash; a restart that was seen agrees', () => {
    const requests = [...goods, bad(20, 'reset-mid-stream', 3000, 5000), bad(21, 'reset-mid-stream', 3100, 5001), bad(22, 'refused', 5100, 5101)]
    expect(chainOf(requests).reading).toMatchObject({ id: 'server-crash', support: 'order' })
    expect(evidence(chainOf(requests).reading)).toMatchObject({ struckTogether: 2, refusedAfter: 1 })
    expect(chainOf(requests, [], [event('server-restarted', 7000)]).reading).toMatchObject({ id: 'server-crash', support: 'order-and-machine' })
    expect(chainOf(requests, [], [event('server-restarted', 60_000)]).reading).toMatchObject({ support: 'order' })
    expect(chainOf(requests, [], [event('oom-kill', 4900)]).reading).toMatchObject({ id: 'kernel-oom-kill' })
  })

  it('a stream cut without a word is a crash too when it takes all with it', () => {
    expect(chainOf([...goods, bad(20, 'truncated', 3000, 5000), bad(21, 'truncated', 3000, 5001), bad(22, 'refused', 5050, 5051)]).reading).toMatchObject({ id: 'server-crash' })
  })

  it('one connection cut among many is no crash', () => {
    const busy = Array.from({ length: 8 }, (_, i) => good(i, 2000, 8000))
    expect(chainOf([...busy, bad(20, 'reset-mid-stream', 3000, 5000)]).reading).toMatchObject({ id: 'scattered-cuts' })
  })

  it('refused from the start is an address nobody listens at', () => {
    expect(chainOf([bad(0, 'refused', 0, 1), bad(1, 'refused', 1, 2)]).reading).toMatchObject({ id: 'unreachable' })
  })

  it('5xx en masse is a dead engine, here and there it is the requests', () => {
    const mass = Array.from({ length: 12 }, (_, i) => bad(20 + i, 'http-5xx', 4500 + i * 50, 4520 + i * 50))
    expect(chainOf([...goods, ...mass]).reading).toMatchObject({ id: 'engine-dead' })
    expect(chainOf([...goods, bad(20, 'http-5xx', 500, 520), bad(21, 'http-5xx', 2500, 2520)]).reading).toMatchObject({ id: 'sporadic-errors' })
    expect(chainOf([...goods, ...mass.map((record) => ({ ...record, outcome: 'in-stream-error' as const }))]).reading).toMatchObject({ id: 'engine-dead' })
  })

  it('empty answers are hollow', () => {
    expect(chainOf([...goods, bad(20, 'empty', 500, 520)]).reading).toMatchObject({ id: 'hollow-answers' })
  })
})
