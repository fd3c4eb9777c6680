import { describe, expect, it } from 'vitest'
import { analyseSession } from '../../../../../src/core/analysis/index.ts'
import { compareDigests, digestOf, uniformOf } from '../../../../../src/core/compare/compare.ts'
import { formatterFor } from '../../../../../src/core/format/index.ts'
import { curveLanes, overlayLanes, overlaySpanMs } from '../../../../../src/renderer/src/features/compare/compare-lanes.ts'
import { tableText } from '../../../../../src/renderer/src/features/compare/table-text.ts'
import { createTranslate } from '../../../../../src/shared/i18n/index.ts'
import { fakeStoredSession } from '../../../../support/stored-session.ts'

const words = { f: formatterFor('en'), t: createTranslate('en') }
const sessions = [fakeStoredSession({ seed: 1, users: [4], gpu: true, name: 'One\twith a tab' }), fakeStoredSession({ seed: 2, users: [4], gpu: true }), fakeStoredSession({ seed: 3, users: [8] })]
const comparison = compareDigests(sessions.map((stored, i) => digestOf(stored, analyseSession(stored), uniformOf(i + 1))))
const stage = comparison.stages[0]!

describe('lanes of a comparison', () => {
  it('have a line for each session that ran the stage, told apart by hue and dash', () => {
    const [ttft] = curveLanes(comparison, stage, words.t)
    expect(ttft?.series.map(({ ink }) => ink)).toEqual(['run-1', 'run-2'])
    expect(ttft?.series[0]?.dash).not.toEqual(ttft?.series[1]?.dash)
    expect(ttft?.series[0]?.tMs.at(-1)).toBe(100_000)
  })

  it('begin with the stage and reach to its end', () => {
    const lanes = overlayLanes(comparison, stage, words.t)
    const spanMs = overlaySpanMs(stage)
    expect(lanes.map(({ id }) => id)).toEqual(expect.arrayContaining(['req.tokens', 'req.ttft.p50', 'gpu.util']))
    for (const { series } of lanes) {
      for (const { tMs } of series) {
        expect(tMs[0]).toBeGreaterThanOrEqual(0)
        expect(tMs.at(-1)).toBeLessThanOrEqual(spanMs)
      }
    }
  })
})

describe('the table for a spreadsheet', () => {
  it('has as many cells in every line, whatever names hold', () => {
    const lines = tableText(comparison, stage, words, 0).split('\n').map((line) => line.split('\t'))
    expect(new Set(lines.map(({ length }) => length))).toEqual(new Set([1 + 4 * 3]))
    expect(lines[0]?.[1]).toBe('A (baseline) One with a tab')
    expect(lines[1]?.slice(-4)).toEqual(['–', '', '', ''])
  })
})
