/** Alarms come at or after their instant, in the order of their instants, and not once they are cancelled. */
import { expect, it } from 'vitest'
import { AlarmClock } from '../../../src/node/alarm-clock.ts'
import { sessionClock } from '../../../src/node/clock.ts'

const clock = sessionClock(process.hrtime.bigint())

it('never calls early, and the sooner before the later whatever the order of asking', async () => {
  const alarms = new AlarmClock(clock)
  const startMs = clock.nowMs()
  const called: { readonly afterMs: number; readonly atMs: number }[] = []
  const wanted = [12.4, 3.3, 0.2, 7.1, 30, 0, -5]
  for (const afterMs of wanted) alarms.at(startMs + afterMs, () => called.push({ afterMs, atMs: clock.nowMs() - startMs }))
  expect(called).toEqual([])
  await expect.poll(() => called.length).toBe(wanted.length)
  expect(called.filter(({ afterMs, atMs }) => atMs < afterMs)).toEqual([])
  expect(called.map(({ afterMs }) => afterMs)).toEqual(wanted.toSorted((a, b) => a - b))
})

it('goes on with alarms that an alarm asks for, and lets timers and sockets have their turn between', async () => {
  const alarms = new AlarmClock(clock)
  let turns = 0
  let rings = 0
  const counting = setInterval(() => (turns += 1), 1)
  const ring = (atMs: number): void => {
    alarms.at(atMs, () => {
      rings += 1
      if (rings < 100) ring(atMs + 0.4)
    })
  }
  ring(clock.nowMs())
  await expect.poll(() => rings).toBe(100)
  clearInterval(counting)
  expect(turns).toBeGreaterThan(0)
})

it('forgets a cancelled alarm, far or near', async () => {
  const alarms = new AlarmClock(clock)
  const called: string[] = []
  const startMs = clock.nowMs()
  const cancels = [alarms.at(startMs + 10, () => called.push('far')), alarms.at(startMs + 0.3, () => called.push('near')), alarms.at(startMs + 0.3, () => called.push('another'))]
  cancels[0]?.()
  cancels[1]?.()
  await new Promise((resolve) => alarms.at(startMs + 20, () => resolve(undefined)))
  cancels[2]?.()
  expect(called).toEqual(['another'])
})
