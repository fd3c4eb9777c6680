/** A clock of its own, on which an hour passes in a second: events in order of time, nothing between them. */
import { DueHeap } from '../../time/heap.ts'

interface Entry {
  readonly dueMs: number
  readonly run: (dueMs: number) => void
  cancelled: boolean
}

/** More events than any scenario has: a loop that doesn't end is a mistake, not a wait. */
const maxEvents = 5_000_000
/** Events of the same instant run in order of their making. */
const tickMs = 1e-9

export class VirtualClock {
  nowMs = 0
  private readonly heap = new DueHeap<Entry>()
  private made = 0

  /** Calls once at `dueMs`, or now when that has passed; returns what cancels it. */
  at(dueMs: number, run: (dueMs: number) => void): () => void {
    this.made += 1
    const entry: Entry = { dueMs: Math.max(dueMs, this.nowMs) + this.made * tickMs * 1e-3, run, cancelled: false }
    this.heap.push(entry)
    return () => {
      entry.cancelled = true
    }
  }

  /** Lets time pass until `isOver` says so or nothing is left. */
  runUntil(isOver: () => boolean): void {
    for (let events = 0; !isOver(); events += 1) {
      if (events > maxEvents) throw new Error('the scenario does not end')
      const next = this.heap.pop()
      if (next === undefined) return
      if (next.cancelled) continue
      this.nowMs = Math.max(this.nowMs, next.dueMs)
      next.run(this.nowMs)
    }
  }
}
