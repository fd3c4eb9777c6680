import { expect, test } from 'vitest'
import { PrefixCache } from '../../../../src/sim/model/prefix-cache.ts'

const shared = 'You are a careful assistant. '.repeat(20)

test('a repeated prompt is known except for its last token', () => {
  const cache = new PrefixCache(10_000)
  expect(cache.lookUp(shared, 145)).toBe(0)
  expect(cache.lookUp(shared, 145)).toBe(144)
})

test('only the common beginning counts', () => {
  const cache = new PrefixCache(10_000)
  cache.lookUp(`${shared}one`, 146)
  const hit = cache.lookUp(`${shared.slice(0, 300)}${'x'.repeat(400)}`, 175)
  expect(hit).toBe(64)
  expect(cache.lookUp(`nonce ${shared}`, 147)).toBe(0)
})

test('old prompts make room for new ones', () => {
  const cache = new PrefixCache(160)
  cache.lookUp('a'.repeat(640), 160)
  cache.lookUp('b'.repeat(640), 160)
  expect(cache.lookUp('a'.repeat(640), 160)).toBe(0)
})
