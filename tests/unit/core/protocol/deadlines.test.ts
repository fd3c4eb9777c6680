/** The four limits, each counted from its own instant. */
import { expect, it } from 'vitest'
import { overdue, type Waiting } from '../../../../src/core/protocol/deadlines.ts'

const limits = { connectMs: 100, firstTokenMs: 1000, idleMs: 200, totalMs: 5000 }
const waiting = (changes: Partial<Waiting>): Waiting => ({ startedAtMs: 0, sentAtMs: 50, firstTokenAtMs: null, lastActivityMs: 50, ...changes })
const kindAt = (nowMs: number, changes: Partial<Waiting>): string | null => overdue(waiting(changes), limits, nowMs)?.kind ?? null

it('connect counts from the start, only until the request is sent', () => {
  expect(kindAt(100, { sentAtMs: null })).toBeNull()
  expect(kindAt(101, { sentAtMs: null })).toBe('timeout-connect')
  expect(kindAt(101, {})).toBeNull()
})

it('first token counts from sending; pings do not postpone it', () => {
  expect(kindAt(1050, { lastActivityMs: 1049 })).toBeNull()
  expect(kindAt(1051, { lastActivityMs: 1050 })).toBe('timeout-first-token')
})

it('idle counts from the last byte, and only after the first token', () => {
  expect(kindAt(900, { lastActivityMs: 100 })).toBeNull()
  expect(kindAt(900, { firstTokenAtMs: 100, lastActivityMs: 700 })).toBeNull()
  expect(kindAt(901, { firstTokenAtMs: 100, lastActivityMs: 700 })).toBe('timeout-idle')
})

it('total counts from sending, whatever arrives', () => {
  expect(kindAt(5050, { firstTokenAtMs: 100, lastActivityMs: 5049 })).toBeNull()
  expect(kindAt(5051, { firstTokenAtMs: 100, lastActivityMs: 5050 })).toBe('timeout-total')
})
