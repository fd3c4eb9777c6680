/** Drives the sources in two rings on an absolute schedule, and only between start and stop. */
import { ringPeriodMs, type Clock, type Ring, type SampleSink, type Subject, type TelemetrySource } from './source.ts'

/** A timer that fires this late means the machine slept or the process was stopped. */
const jumpMs = 5_000

export interface Sampler {
  start(sink: SampleSink, clock: Clock, subject?: Subject | null): void
  stop(): void
  readonly sources: readonly TelemetrySource[]
}

export function createSampler(sources: readonly TelemetrySource[]): Sampler {
  const timers = new Map<Ring, NodeJS.Timeout>()

  function tick(ring: Ring, sink: SampleSink, clock: Clock, dueMs: number): void {
    const nowMs = clock.nowMs()
    if (ring === 'slow' && nowMs - dueMs > jumpMs) sink.event('clock-jump', nowMs, `${Math.round(nowMs - dueMs)} ms late`)
    for (const source of sources) source.sample?.(ring, nowMs)
    // Missed ticks are skipped, not made up: a burst of late samples would say nothing new.
    const period = ringPeriodMs[ring]
    const nextMs = dueMs + period * Math.max(1, Math.ceil((clock.nowMs() - dueMs) / period))
    arm(ring, sink, clock, nextMs)
  }

  function arm(ring: Ring, sink: SampleSink, clock: Clock, dueMs: number): void {
    timers.set(ring, setTimeout(() => tick(ring, sink, clock, dueMs), Math.max(0, dueMs - clock.nowMs())))
  }

  function stop(): void {
    if (timers.size === 0) return
    for (const timer of timers.values()) clearTimeout(timer)
    timers.clear()
    for (const source of sources) source.stop()
  }

  return {
    sources,
    start(sink, clock, subject = null) {
      stop()
      for (const source of sources) source.start(sink, clock, subject)
      arm('fast', sink, clock, clock.nowMs())
      arm('slow', sink, clock, clock.nowMs())
    },
    stop,
  }
}
