/** Stamps first, parsing later, and always in order. */
import { expect, it } from 'vitest'
import { ReadQueue, type ReadOwner } from '../../../../src/node/http/read-queue.ts'

class Collector implements ReadOwner {
  readonly heard: string[] = []
  onRead(bytes: Uint8Array, start: number, end: number, atMs: number): void {
    this.heard.push(`${atMs}:${Buffer.from(bytes.subarray(start, end)).toString()}`)
  }
  onReadEnd(error: Error | null, atMs: number): void {
    this.heard.push(`${atMs}:${error?.message ?? 'end'}`)
  }
}

it('hands over what was read in order, after the turn in which it was read', async () => {
  const queue = new ReadQueue(() => 0)
  const [a, b] = [new Collector(), new Collector()]
  const source = Buffer.from('hello')
  queue.push(a, source, 5, 1, false)
  source.write('world')
  queue.push(b, source, 3, 2, false)
  queue.push(a, source, 5, 3, true)
  queue.pushEnd(a, null, 4)
  queue.pushEnd(b, new Error('reset'), 5)
  expect(a.heard).toEqual([])
  await expect.poll(() => b.heard.length).toBe(2)
  expect([a.heard, b.heard]).toEqual([['1:hello', '3:world', '4:end'], ['2:wor', '5:reset']])
  expect(queue.maxBacklogBytes).toBe(13)
})

it('lets new reads in between slices of parsing, and grows for a burst', async () => {
  // Each question about the time takes 0.6 ms, so that a slice ends after few reads.
  let nowMs = 0
  const queue = new ReadQueue(() => (nowMs += 0.6))
  const collector = new Collector()
  const block = Buffer.alloc(50_000, 'x')
  for (let i = 0; i < 100; i += 1) queue.push(collector, block, block.length, i, true)
  await new Promise((resolve) => setImmediate(resolve))
  expect(collector.heard.length).toBeLessThan(100)
  queue.push(collector, Buffer.from('late'), 4, 100, true)
  await expect.poll(() => collector.heard.length).toBe(101)
  expect(collector.heard.at(-1)).toBe('100:late')
  expect(queue.maxBacklogBytes).toBeGreaterThanOrEqual(5_000_000)
})

it('lets bytes lie that nobody waits for until awaited ones come, or for a few ms, or until they are asked for', async () => {
  const queue = new ReadQueue(() => 0)
  const collector = new Collector()
  const turn = (): Promise<unknown> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
  queue.push(collector, Buffer.from('a'), 1, 1, false)
  queue.push(collector, Buffer.from('b'), 1, 2, true)
  await turn()
  expect(collector.heard).toEqual(['1:a', '2:b'])
  queue.push(collector, Buffer.from('c'), 1, 3, false)
  await expect.poll(() => collector.heard.length).toBe(3)
  queue.push(collector, Buffer.from('d'), 1, 4, false)
  queue.flush()
  expect(collector.heard.at(-1)).toBe('4:d')
})

it('does not parse within parsing', async () => {
  const queue = new ReadQueue(() => 0)
  const collector = new Collector()
  const asking: ReadOwner = { onRead: () => queue.flush(), onReadEnd: () => undefined }
  queue.push(asking, Buffer.from('a'), 1, 1, true)
  queue.push(collector, Buffer.from('b'), 1, 2, true)
  queue.flush()
  expect(collector.heard).toEqual(['2:b'])
})
