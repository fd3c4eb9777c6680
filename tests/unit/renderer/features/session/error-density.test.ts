import { expect, test } from 'vitest'
import { outcomes, type Outcome } from '../../../../../src/core/model/outcome.ts'
import { newRequestColumns } from '../../../../../src/core/model/request-columns.ts'
import { densityPath, errorDensity } from '../../../../../src/renderer/src/features/session/error-density.ts'

function columns(...ends: readonly (readonly [Outcome, number])[]) {
  const requests = newRequestColumns(ends.length)
  ends.forEach(([outcome, atMs], i) => {
    requests.outcome[i] = outcomes.indexOf(outcome)
    requests.endAtMs[i] = atMs
  })
  return requests
}

test('failures are counted by class and bin of the visible range; successes and what lies outside are not', () => {
  const requests = columns(['ok', 5], ['http-5xx', 5], ['http-5xx', 9], ['timeout-first-token', 100], ['http-5xx', 101], ['cancelled', 50])
  const { byClass, most } = errorDensity(requests, [0, 100], 10)
  expect([...byClass.keys()]).toHaveLength(2)
  expect([...[...byClass.values()][0]!]).toEqual([2, 0, 0, 0, 0, 0, 0, 0, 0, 0])
  expect([...[...byClass.values()][1]!].at(-1)).toBe(1)
  expect(most).toBe(2)
})

test('heights are drawn against the fullest bin, and a single failure stays visible', () => {
  expect(densityPath(Uint32Array.of(100, 0, 1), 100)).toBe('M0 1V0.000H1V1ZM2 1V0.880H3V1Z')
})
