/** Calls at an instant, closer than Node's timers can: those count in whole ms, a schedule of requests does not. */
import type { Clock, Timers } from '../core/measure/ports.ts'

interface Alarm {
  readonly atMs: number
  readonly call: () => void
}

/** A timer is set to end this long before the alarm, since it may be late by as much, ms. */
const nearMs = 1
/** The longest sleep of the thread while an alarm is near, ms: sockets are looked at between two sleeps. */
const maxSleepMs = 0.2
/** What a sleep takes longer than it was told; a shorter rest is spent looking at sockets, ms. */
const wakeMs = 0.07

/** Nobody ever changes or wakes it: waiting for it is a sleep with a limit in µs. */
const cell = new Int32Array(new SharedArrayBuffer(4))

export class AlarmClock implements Timers {
  private readonly clock: Clock
  /** Due within about a ms, the soonest first. */
  private readonly near: Alarm[] = []
  private isWatching = false

  constructor(clock: Clock) {
    this.clock = clock
  }

  at(atMs: number, call: () => void): () => void {
    const alarm: Alarm = { atMs, call }
    let timer: NodeJS.Timeout | null = null
    const approach = (): void => {
      timer = null
      const waitMs = Math.floor(atMs - this.clock.nowMs() - nearMs)
      // A timer may also be early by a part of a ms.
      if (waitMs > 0) timer = setTimeout(approach, waitMs)
      else this.watch(alarm)
    }
    approach()
    return () => {
      if (timer !== null) clearTimeout(timer)
      const i = this.near.indexOf(alarm)
      if (i >= 0) this.near.splice(i, 1)
    }
  }

  private watch(alarm: Alarm): void {
    const { near } = this
    let i = near.length
    while (i > 0 && near[i - 1]!.atMs > alarm.atMs) i -= 1
    near.splice(i, 0, alarm)
    if (this.isWatching) return
    this.isWatching = true
    setImmediate(this.onTurn)
  }

  /** Between two turns the loop reads its sockets. */
  private readonly onTurn = (): void => {
    const { near, clock } = this
    for (let [first] = near; first !== undefined && first.atMs <= clock.nowMs(); [first] = near) {
      near.shift()
      first.call()
    }
    const [next] = near
    this.isWatching = next !== undefined
    if (next === undefined) return
    const restMs = next.atMs - clock.nowMs() - wakeMs
    if (restMs > 0) sleep(Math.min(restMs, maxSleepMs))
    setImmediate(this.onTurn)
  }
}

/** The whole thread sleeps; a host that forbids it spends the time looking at sockets. */
function sleep(ms: number): void {
  try {
    Atomics.wait(cell, 0, 0, ms)
  } catch {
    // Then the rest is only busier.
  }
}
