/** Memory in use and left, and how fast pages go to swap and come back. */
import type { SignalDef } from '../../core/model/telemetry.ts'
import { hostSignal } from './host-probe.ts'
import type { HostReadings, SwapCounters } from './host-readings.ts'
import type { SampleSink } from './source.ts'

export interface HostMemory {
  readonly memoryDefs: readonly SignalDef[]
  readonly swapDefs: readonly SignalDef[]
  sampleMemory(out: SampleSink, atMs: number): void
  sampleSwap(out: SampleSink, atMs: number): void
}

/** `slowMs`: period of the slow ring. */
export function hostMemory(readings: HostReadings, slowMs: number): HostMemory {
  const memoryDefs = [hostSignal('mem.used', 'B', 0), hostSignal('mem.total', 'B', 0), hostSignal('mem.available', 'B', 0), hostSignal('swap.used', 'B', 0)] as const
  const swapDefs = [hostSignal('swap.in', 'B/s', slowMs), hostSignal('swap.out', 'B/s', slowMs)] as const
  let before: { readonly counters: SwapCounters; readonly atMs: number } | null = null

  return {
    memoryDefs,
    swapDefs,
    sampleMemory(out, atMs) {
      const [used, total, available, swap] = memoryDefs
      const memory = readings.memory()
      out.push(used, atMs, memory.usedBytes)
      out.push(total, atMs, memory.totalBytes)
      out.push(available, atMs, memory.availableBytes, 'not-supported')
      out.push(swap, atMs, memory.swapUsedBytes, 'not-supported')
    },
    sampleSwap(out, atMs) {
      const counters = readings.swap?.() ?? null
      if (counters === null) {
        for (const def of swapDefs) out.missing(def, 'not-supported')
        return
      }
      const earlier = before
      before = { counters, atMs }
      if (earlier === null || atMs <= earlier.atMs) return
      const perS = (after: number, was: number) => Math.max(0, after - was) / ((atMs - earlier.atMs) / 1_000)
      out.push(swapDefs[0], atMs, perS(counters.inBytes, earlier.counters.inBytes))
      out.push(swapDefs[1], atMs, perS(counters.outBytes, earlier.counters.outBytes))
    },
  }
}
