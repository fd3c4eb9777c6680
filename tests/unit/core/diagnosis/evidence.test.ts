/** The facts that rules read: windows of the right time, figures that agree with the analysis, reasons where something is missing. */
import { describe, expect, it } from 'vitest'
import { analyseSession } from '../../../../src/core/analysis/index.ts'
import { rangeEvidence, sessionEvidence } from '../../../../src/core/diagnosis/evidence.ts'
import { gridSignalOf, maskShare, signalFigure, signalsOf } from '../../../../src/core/diagnosis/signal-facts.ts'
import type { StoredSession } from '../../../../src/core/model/stored-session.ts'
import { fakeStoredSession } from '../../../support/stored-session.ts'

const evidenceOf = (stored: StoredSession) => sessionEvidence(stored, analyseSession(stored))

describe('the facts of a session', () => {
  const stored = fakeStoredSession({ users: [1, 4], seed: 3 })
  const facts = evidenceOf(stored)

  it('has a window for each stage with its figures, requests and sensors', () => {
    expect(facts.windows.map(({ kind, stage, load }) => [kind, stage, load.concurrency])).toEqual([['stage', 0, 1], ['stage', 1, 4]])
    for (const window of facts.windows) {
      expect([window.fromMs, window.toMs]).toEqual(window.figures.windowMs)
      expect(window.requests).toHaveLength(window.figures.requestsInWindow)
      expect(window.requests.every(({ warmup }) => !warmup)).toBe(true)
      const { grid, requests } = window.fine
      const meanOpen = requests.concurrency.reduce((sum, open) => sum + open, 0) / grid.count
      expect(meanOpen).toBeCloseTo(window.figures.measuredConcurrency!, 1)
    }
  })

  it('tells how a sensor did in a window, and on the same bins as the requests', () => {
    const [, heavy] = facts.windows
    const [util] = signalsOf(heavy!, 'gpu.util')
    expect(util!.mean).toBeGreaterThan(70)
    expect(util!.min!).toBeLessThanOrEqual(util!.p50!)
    expect(util!.coverage).toBeGreaterThan(0.95)
    expect(gridSignalOf(heavy!.fine, 'gpu.util')!.mean).toHaveLength(heavy!.fine.grid.count)
    expect(signalFigure(heavy!, 'gpu.mem.total', 'max')).toEqual({ value: 24 * 2 ** 30, gap: null })
  })

  it('gives a reason for what it does not know', () => {
    const [window] = facts.windows
    expect(signalFigure(window!, 'psi.mem', 'mean')).toEqual({ value: null, gap: 'no-sensor' })
    expect(facts.server.slots).toEqual({ value: null, gap: 'not-told' })
    const blind = evidenceOf(fakeStoredSession({ users: [1], gpu: false }))
    expect(signalFigure(blind.windows[0]!, 'gpu.util', 'mean')).toEqual({ value: null, gap: 'tool-missing' })
    expect(gridSignalOf(blind.windows[0]!.fine, 'gpu.util')).toBeNull()
  })

  it('widens bins until medians hold, or says that there are too few requests', () => {
    const [single] = facts.windows
    expect(single!.coarse).toEqual({ value: null, gap: 'too-few' })
    const busy = evidenceOf(fakeStoredSession({ users: [6], stageMs: 60_000, outputTokens: 8, seed: 4 })).windows[0]!
    expect(busy.coarse.value!.grid.binMs).toBeGreaterThanOrEqual(busy.fine.grid.binMs)
    expect(busy.coarse.value!.requests.ttftMs.filter((value) => !Number.isNaN(value)).length).toBeGreaterThanOrEqual(8)
  })

  it('has the rests before and after', () => {
    expect(facts.rest.before.value).toMatchObject({ kind: 'rest', fromMs: 0, requests: [] })
    expect(facts.rest.after.value!.fromMs).toBeGreaterThanOrEqual(facts.windows[1]!.toMs)
  })

  it('takes a brushed part as its one window', () => {
    const part = rangeEvidence(stored, facts.analysis, 9000, 6000)
    expect(part.windows.map(({ kind, fromMs, toMs }) => [kind, fromMs, toMs])).toEqual([['range', 6000, 9000]])
    expect(part.scope).toBe('range')
  })

  it('stands a session without anything', () => {
    const empty = evidenceOf({ ...stored, requests: [], stages: [], telemetry: [], events: [], clientSamples: [] })
    expect(empty.windows).toEqual([])
    expect(empty.errors).toMatchObject({ total: 0, ended: 0, links: [], dominant: null, reading: null })
    expect(empty.rest.before).toEqual({ value: null, gap: 'too-few' })
  })
})

describe('a bit mask', () => {
  it('is counted by samples that have a bit', () => {
    const series = { source: 'nvidia', device: 'g', deviceLabel: '', signal: 'gpu.throttle', unit: 'count', windowMs: 0, reason: null, tMs: Float64Array.of(1, 2, 3, 4), value: Float64Array.of(0, 4, 36, Number.NaN) } as const
    expect(maskShare(series, 0x20, [0, 10])).toEqual({ share: 1 / 3, n: 3 })
    expect(maskShare(series, 0x24, [0, 10])).toEqual({ share: 2 / 3, n: 3 })
    expect(maskShare(series, 4, [50, 60])).toEqual({ share: null, n: 0 })
  })
})

it('a brushed part knows only the failures that struck in it', () => {
  const stored = fakeStoredSession({ users: [1, 8], failures: 0.3, seed: 5 })
  const analysis = analyseSession(stored)
  const first = analysis.errorChain.links[0]!
  const [before, after] = [rangeEvidence(stored, analysis, 0, first.atMs - 1), rangeEvidence(stored, analysis, first.atMs - 1, Number.MAX_SAFE_INTEGER)]
  expect(before.errors.total).toBe(0)
  expect(before.errors.reading).toBeNull()
  expect(after.errors.total).toBe(analysis.errorChain.total)
})

it('a rest ends before averaged readings of it begin to tell of the load', () => {
  const stored = fakeStoredSession({ users: [1], seed: 5 })
  const firstMs = Math.min(...stored.requests.map(({ sentAtMs }) => sentAtMs ?? Infinity))
  // A mean over the last second, full as soon as requests are open.
  const tMs = Float64Array.from({ length: 400 }, (_, i) => 50 * i)
  const value = tMs.map((at) => 100 * Math.min(1, Math.max(0, (at - firstMs) / 1_000)))
  const util = { source: 'nvidia', device: 'GPU-1', deviceLabel: 'X', signal: 'gpu.util', unit: '%', windowMs: 1_000, tMs, value, reason: null } as const
  const { rest } = evidenceOf({ ...stored, telemetry: [util] })
  expect(firstMs).toBeGreaterThan(1_500)
  expect(signalFigure(rest.before.value!, 'gpu.util', 'mean').value).toBeLessThan(0.5)
})
