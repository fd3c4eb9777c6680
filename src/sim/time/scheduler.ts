/** One absolute-time scheduler for all streams: sub-millisecond precise without burning a core. */
import { nowMs } from './clock.ts'
import { DueHeap } from './heap.ts'

/** A planned call; `cancelled` calls are skipped when their time comes. */
export type Task = { readonly dueMs: number; readonly run: (dueMs: number) => void; cancelled: boolean }

/** Node timers fire up to this much late, so the last stretch is slept in finer steps. */
const timerSlackMs = 2
/** Longest uninterruptible sleep: bounds how long an arriving request waits to be read. */
const sleepSliceMs = 0.25
/** The operating system wakes a sleeper this much late; the rest is spun. */
const wakeSlackMs = 0.09
/** Most tasks run before arriving requests are looked at. */
const maxTasksPerTurn = 1024

/** Runs tasks at absolute times of the shared monotonic clock, earliest first. */
export class Scheduler {
  private readonly heap = new DueHeap<Task>()
  private timer: NodeJS.Timeout | null = null
  private immediate: NodeJS.Immediate | null = null
  private inTurn = false
  private closed = false

  /** Plans `run` for `dueMs`; a time in the past runs as soon as possible. */
  at(dueMs: number, run: (dueMs: number) => void): Task {
    const task: Task = { dueMs, run, cancelled: false }
    if (this.closed) return task
    this.heap.push(task)
    if (this.heap.peek() === task && !this.inTurn) this.arm()
    return task
  }

  /** Drops every planned task. */
  close(): void {
    this.closed = true
    this.disarm()
  }

  private disarm(): void {
    if (this.timer !== null) clearTimeout(this.timer)
    if (this.immediate !== null) clearImmediate(this.immediate)
    this.timer = null
    this.immediate = null
  }

  private arm(): void {
    this.disarm()
    const next = this.heap.peek()
    if (next === undefined || this.closed) return
    const leftMs = next.dueMs - nowMs()
    if (leftMs > timerSlackMs) this.timer = setTimeout(this.turn, Math.min(leftMs - timerSlackMs + 0.5, 60_000))
    else this.immediate = setImmediate(this.turn)
  }

  private readonly turn = (): void => {
    this.inTurn = true
    try {
      this.sleepFinely()
      this.runDue()
    } finally {
      this.inTurn = false
      this.arm()
    }
  }

  private sleepFinely(): void {
    const next = this.heap.peek()
    if (next === undefined) return
    const leftMs = next.dueMs - nowMs()
    if (leftMs > timerSlackMs) return
    if (leftMs > wakeSlackMs) sleepMs(Math.min(leftMs - wakeSlackMs, sleepSliceMs))
    if (next.dueMs - nowMs() < wakeSlackMs) while (nowMs() < next.dueMs) continue
  }

  private runDue(): void {
    for (let ran = 0; ran < maxTasksPerTurn; ran += 1) {
      const next = this.heap.peek()
      if (next === undefined || next.dueMs > nowMs()) return
      this.heap.pop()
      if (!next.cancelled) next.run(next.dueMs)
    }
  }
}

const sleepCell = new Int32Array(new SharedArrayBuffer(4))

/** Blocks the thread without using it; unlike a timer it has microsecond resolution. */
function sleepMs(ms: number): void {
  Atomics.wait(sleepCell, 0, 0, ms)
}
