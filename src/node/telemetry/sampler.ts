/** Drives the sources on an absolute schedule, each with its own period, and only between start and stop. */
import { createClockDetector } from '../../core/events/clock.ts'
import { allSources, periodOf, switchableSources, type SignalName, type SignalUnit, type SourceSettings, type SwitchableSource } from '../../core/model/telemetry.ts'
import type { SensorStatus } from '../../core/model/view.ts'
import { NotingSink } from './noting-sink.ts'
import { ringPeriodMs, type Clock, type Ring, type SampleSink, type Subject, type TelemetrySource } from './source.ts'

/** A timer that fires this late means the machine slept or the process was stopped. */
const jumpMs = 5_000
/** Timers may fire a little early. */
const earlyMs = 1

export interface Sampler {
  start(sink: SampleSink, clock: Clock, subject?: Subject | null): void
  /** Gives sources that lag the time to tell what has been measured by now; resolves within seconds in any case. */
  settle(): Promise<void>
  stop(): void
  /** Takes effect at once: sources stop, start and change their pace while others go on. */
  configure(settings: SourceSettings): void
  statuses(): readonly SensorStatus[]
}

/** The signal that stands for a source whose user switched it off. */
const leadingSignals: Readonly<Record<SwitchableSource, readonly [SignalName, SignalUnit]>> = {
  host: ['cpu.total', '%'], nvidia: ['gpu.util', '%'], amd: ['gpu.util', '%'], intel: ['gpu.util', '%'], apple: ['gpu.util', '%'],
  server: ['srv.cpu', '%'], metrics: ['srv.running', 'count'],
}

function isSwitchable(id: TelemetrySource['id']): id is SwitchableSource {
  return (switchableSources as readonly string[]).includes(id)
}

/** A source that is being read. */
interface Beat {
  readonly source: TelemetrySource
  readonly noting: NotingSink
  periodMs: number
  readonly dueMs: Record<Ring, number>
}

interface Session {
  readonly sink: SampleSink
  readonly clock: Clock
  readonly subject: Subject | null
  readonly originMs: number
  readonly beats: Map<TelemetrySource, Beat>
  timer: NodeJS.Timeout | undefined
  wakeMs: number
}

const ringMs = (ring: Ring, periodMs: number): number => (ring === 'fast' ? periodMs : Math.max(ringPeriodMs.slow, periodMs))

/** The next point of a period's grid after `nowMs`. All grids begin together, so that sources wake the processor together. */
function nextPoint(originMs: number, periodMs: number, nowMs: number): number {
  return originMs + periodMs * (Math.floor((nowMs + earlyMs - originMs) / periodMs) + 1)
}

export function createSampler(sources: readonly TelemetrySource[], wallNowMs: () => number = Date.now): Sampler {
  let wallJump = createClockDetector()
  let settings = allSources
  let session: Session | null = null

  const isOn = ({ id }: TelemetrySource): boolean => !isSwitchable(id) || !settings.off.includes(id)
  const wantedMs = ({ id }: TelemetrySource): number => (isSwitchable(id) ? periodOf(id, settings) : ringPeriodMs.slow)

  /** The detail is what jumped and by how many ms: `late` our own timer, `wall` the wall clock against the monotonic one. */
  function checkClock({ sink, wakeMs }: Session, nowMs: number): void {
    const wallMs = wallJump(nowMs, wallNowMs())
    if (nowMs - wakeMs > jumpMs) sink.event('clock-jump', nowMs, `late ${Math.round(nowMs - wakeMs)}`, { source: 'host' })
    else if (wallMs !== null) sink.event('clock-jump', nowMs, `wall ${wallMs}`, { source: 'host' })
  }

  function begin(own: Session, source: TelemetrySource): void {
    const periodMs = wantedMs(source)
    const nowMs = own.clock.nowMs()
    source.setPeriod?.(periodMs)
    const noting = new NotingSink(own.sink)
    source.start(noting, own.clock, own.subject)
    own.beats.set(source, { source, noting, periodMs, dueMs: { fast: nowMs, slow: nowMs } })
  }

  function announceOff(own: Session, { id }: TelemetrySource): void {
    if (!isSwitchable(id)) return
    const [signal, unit] = leadingSignals[id]
    own.sink.missing({ source: id, device: '', deviceLabel: '', signal, unit, windowMs: 0 }, 'off')
  }

  /** Missed ticks are skipped, not made up: a burst of late samples would say nothing new. */
  function read(own: Session, beat: Beat, ring: Ring, nowMs: number): void {
    if (nowMs + earlyMs < beat.dueMs[ring]) return
    beat.source.sample?.(ring, nowMs)
    beat.dueMs[ring] = nextPoint(own.originMs, ringMs(ring, beat.periodMs), nowMs)
  }

  function wake(own: Session): void {
    const nowMs = own.clock.nowMs()
    checkClock(own, nowMs)
    for (const beat of own.beats.values()) {
      read(own, beat, 'fast', nowMs)
      read(own, beat, 'slow', nowMs)
    }
    if (session === own) arm(own)
  }

  function arm(own: Session): void {
    clearTimeout(own.timer)
    let dueMs = own.clock.nowMs() + ringPeriodMs.slow
    for (const { source, dueMs: due } of own.beats.values()) if (source.sample !== undefined) dueMs = Math.min(dueMs, due.fast, due.slow)
    own.wakeMs = dueMs
    own.timer = setTimeout(() => wake(own), Math.max(0, dueMs - own.clock.nowMs()))
  }

  function stop(): void {
    const own = session
    session = null
    if (own === null) return
    clearTimeout(own.timer)
    for (const source of own.beats.keys()) source.stop()
  }

  function adjust(own: Session, source: TelemetrySource): void {
    const beat = own.beats.get(source)
    if (beat === undefined) {
      if (isOn(source)) begin(own, source)
      return
    }
    if (!isOn(source)) {
      own.beats.delete(source)
      source.stop()
      return announceOff(own, source)
    }
    const periodMs = wantedMs(source)
    if (periodMs === beat.periodMs) return
    const nowMs = own.clock.nowMs()
    beat.periodMs = periodMs
    for (const ring of ['fast', 'slow'] as const) beat.dueMs[ring] = nextPoint(own.originMs, ringMs(ring, periodMs), nowMs)
    source.setPeriod?.(periodMs)
  }

  return {
    start(sink, clock, subject = null) {
      stop()
      wallJump = createClockDetector()
      const nowMs = clock.nowMs()
      const own: Session = { sink, clock, subject, originMs: nowMs, beats: new Map(), timer: undefined, wakeMs: nowMs }
      session = own
      for (const source of sources) {
        if (isOn(source)) begin(own, source)
        else announceOff(own, source)
      }
      arm(own)
    },
    async settle() {
      await Promise.all([...(session?.beats.keys() ?? [])].flatMap((source) => source.settle?.() ?? []))
    },
    stop,
    configure(wanted) {
      settings = wanted
      const own = session
      if (own === null) return
      for (const source of sources) adjust(own, source)
      arm(own)
    },
    statuses: () => sources.map((source): SensorStatus => {
      const beat = session?.beats.get(source)
      if (beat === undefined && !isOn(source)) return { id: source.id, running: false, periodMs: null, reason: 'off', detail: null }
      const status = source.status()
      // What holds for the whole source is said once.
      const notes = beat?.noting.notes().filter(({ reason }) => reason !== status.reason)
      return { id: source.id, ...status, ...(notes === undefined || notes.length === 0 ? {} : { notes }) }
    }),
  }
}
