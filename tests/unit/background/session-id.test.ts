import { expect, test } from 'vitest'
import { newSessionId } from '../../../src/background/recorder/session-id.ts'

test('ids are short, plain, sort by time and differ within a millisecond', () => {
  const now = Date.UTC(2026, 0, 2)
  const ids = Array.from({ length: 500 }, (_, i) => newSessionId(now + Math.floor(i / 100) * 10))
  expect(new Set(ids).size).toBe(500)
  for (const id of ids) expect(id).toMatch(/^[0-9A-HJKMNP-TV-Z]{16}$/)
  const stamps = ids.map((id) => id.slice(0, 10))
  expect(stamps).toEqual(stamps.toSorted())
})
