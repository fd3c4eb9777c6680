import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nowMs } from '../../../src/sim/time/clock.ts'
import { DueHeap } from '../../../src/sim/time/heap.ts'
import { Scheduler } from '../../../src/sim/time/scheduler.ts'

test('the heap gives times back in order, whatever the order of insertion', () => {
  fc.assert(
    // Adding 0 makes one of the two zeros: they are the same time.
    fc.property(fc.array(fc.double({ noNaN: true }).map((ms) => ms + 0)), (times) => {
      const heap = new DueHeap<{ readonly dueMs: number }>()
      for (const dueMs of times) heap.push({ dueMs })
      const popped = times.map(() => heap.pop()?.dueMs)
      expect(popped).toEqual(times.toSorted((a, b) => a - b))
      expect(heap.pop()).toBeUndefined()
    }),
  )
})

test('the scheduler runs tasks in order of time, never early, and skips cancelled ones', async () => {
  const scheduler = new Scheduler()
  const startMs = nowMs()
  const ran: (readonly [delay: number, early: boolean])[] = []
  await new Promise<void>((resolve) => {
    for (const delay of [12, 3, 0, 7.5, 3.2]) {
      scheduler.at(startMs + delay, (dueMs) => {
        ran.push([delay, nowMs() < dueMs])
        if (delay === 12) resolve()
      })
    }
    scheduler.at(startMs + 5, () => ran.push([5, false])).cancelled = true
  })
  expect(ran).toEqual([0, 3, 3.2, 7.5, 12].map((delay) => [delay, false]))
})

test('a task may plan another one', async () => {
  const scheduler = new Scheduler()
  const order: string[] = []
  await new Promise<void>((resolve) => {
    scheduler.at(nowMs() + 1, (dueMs) => {
      order.push('first')
      scheduler.at(dueMs + 1, () => resolve())
    })
  })
  expect(order).toEqual(['first'])
})
