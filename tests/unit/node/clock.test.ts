/** The session clock agrees with CLOCK_MONOTONIC, in this thread and in another. */
import { Worker } from 'node:worker_threads'
import { expect, it } from 'vitest'
import { sessionClock } from '../../../src/node/clock.ts'

/** How far the clock is from hrtime, ms, bracketed by two reads of hrtime: 0 when it lies between them. */
function errorMs(nowMs: () => number, originNs: bigint): number {
  const before = Number(process.hrtime.bigint() - originNs) / 1e6
  const now = nowMs()
  const after = Number(process.hrtime.bigint() - originNs) / 1e6
  return now < before ? before - now : Math.max(0, now - after)
}

it('agrees with hrtime', () => {
  const originNs = process.hrtime.bigint()
  const { nowMs } = sessionClock(originNs)
  const errors = Array.from({ length: 200 }, () => errorMs(nowMs, originNs)).toSorted((a, b) => a - b)
  expect(errors[100]).toBeLessThan(0.05)
})

it('is one clock in all threads', async () => {
  const originNs = process.hrtime.bigint()
  const { nowMs } = sessionClock(originNs)
  const file = new URL('../../../src/node/clock.ts', import.meta.url).href
  const code = `import { parentPort } from 'node:worker_threads'; import { sessionClock } from '${file}'; parentPort.postMessage(sessionClock(${originNs}n).nowMs())`
  const before = nowMs()
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`))
  const inside = await new Promise<number>((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
  expect(inside).toBeGreaterThan(before)
  expect(inside).toBeLessThan(nowMs())
})
