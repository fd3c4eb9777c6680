/** Drives the sources in two rings on an absolute schedule, and only between start and stop. */
import type { SignalName, SignalSource, SignalUnit } from '../../core/model/telemetry.ts'
import type { SensorStatus } from '../../core/model/view.ts'
import { ringPeriodMs, type Clock, type Ring, type SampleSink, type Subject, type TelemetrySource } from './source.ts'

/** A timer that fires this late means the machine slept or the process was stopped. */
const jumpMs = 5_000

export interface Sampler {
  start(sink: SampleSink, clock: Clock, subject?: Subject | null): void
  stop(): void
  /** Leaves these out from the next start on. */
  setOff(ids: readonly SignalSource[]): void
  statuses(): readonly SensorStatus[]
}

/** The signal that stands for a source whose user switched it off. */
const leadingSignals: Readonly<Record<TelemetrySource['id'], readonly [SignalName, SignalUnit]>> = {
  host: ['cpu.total', '%'], nvidia: ['gpu.util', '%'], server: ['srv.cpu', '%'], metrics: ['srv.running', 'count'], client: ['proc.cpu', '%'],
}

function announceOff(sink: SampleSink, source: TelemetrySource['id']): void {
  const [signal, unit] = leadingSignals[source]
  sink.missing({ source, device: '', deviceLabel: '', signal, unit, windowMs: 0 }, 'off')
}

export function createSampler(sources: readonly TelemetrySource[]): Sampler {
  let off: ReadonlySet<SignalSource> = new Set()
  let active: readonly TelemetrySource[] = []
  const timers = new Map<Ring, NodeJS.Timeout>()

  function tick(ring: Ring, sink: SampleSink, clock: Clock, dueMs: number): void {
    const nowMs = clock.nowMs()
    if (ring === 'slow' && nowMs - dueMs > jumpMs) sink.event('clock-jump', nowMs, `${Math.round(nowMs - dueMs)} ms late`)
    for (const source of active) source.sample?.(ring, nowMs)
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
    for (const source of active) source.stop()
    active = []
  }

  return {
    setOff(ids) {
      off = new Set(ids)
    },
    statuses: () => sources.map((source) => (off.has(source.id) && !active.includes(source) ? { id: source.id, running: false, periodMs: null, reason: 'off', detail: null } : { id: source.id, ...source.status() })),
    start(sink, clock, subject = null) {
      stop()
      active = sources.filter(({ id }) => !off.has(id))
      for (const source of active) source.start(sink, clock, subject)
      for (const source of sources) if (!active.includes(source)) announceOff(sink, source.id)
      arm('fast', sink, clock, clock.nowMs())
      arm('slow', sink, clock, clock.nowMs())
    },
    stop,
  }
}
