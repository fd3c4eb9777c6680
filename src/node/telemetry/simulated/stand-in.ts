/** Puts the sensors of a simulated machine in place of the real ones while the target plays a scenario, and only then. */
import { signalKey, switchableSources, type SignalDef, type SwitchableSource } from '../../../core/model/telemetry.ts'
import { ringPeriodMs, type Clock, type SampleSink, type SourceStatus, type Subject, type TelemetrySource } from '../source.ts'
import type { SimulatedListener, SimulatedMachine } from './machine.ts'

interface Played {
  readonly clock: Clock
  readonly listener: SimulatedListener
}

function listenerOf(sink: SampleSink): SimulatedListener {
  const known = new Map<string, SignalDef>()
  return (signals, atMs) => {
    if (signals === null) {
      for (const def of known.values()) sink.push(def, atMs, null, 'lost')
      return
    }
    for (const { value, ...def } of signals) {
      const key = signalKey(def)
      if (value === null && !known.has(key)) sink.missing(def, 'not-supported')
      else sink.push(def, atMs, value, 'gap')
      if (value !== null) known.set(key, def)
    }
  }
}

function isSwitchable(id: TelemetrySource['id']): id is SwitchableSource {
  return (switchableSources as readonly string[]).includes(id)
}

/** `real` keeps its identity, period and status; it is not even started while a scenario is played. */
export function withStandIn(real: TelemetrySource, machine: SimulatedMachine): TelemetrySource {
  const { id } = real
  return isSwitchable(id) ? standIn(real, id, machine) : real
}

function standIn(real: TelemetrySource, id: SwitchableSource, machine: SimulatedMachine): TelemetrySource {
  let starts = 0
  let isReal = false
  let played: Played | null = null

  function end(): void {
    starts += 1
    if (played !== null) machine.leave(id, played.listener)
    if (isReal) real.stop()
    played = null
    isReal = false
  }

  function startReal(sink: SampleSink, clock: Clock, subject: Subject | null): void {
    isReal = true
    real.start(sink, clock, subject)
  }

  async function begin(sink: SampleSink, clock: Clock, subject: Subject): Promise<void> {
    const own = starts
    const isPlayed = await machine.isPlayedBy(subject)
    if (own !== starts) return
    if (!isPlayed) return startReal(sink, clock, subject)
    played = { clock, listener: listenerOf(sink) }
    machine.listen(id, played.listener)
    machine.poll(clock)
  }

  return {
    id,
    ...(real.setPeriod === undefined ? {} : { setPeriod: (periodMs: number) => real.setPeriod?.(periodMs) }),
    start(sink, clock, subject = null) {
      end()
      // Most targets are no simulator, and their sensors must not wait for a question.
      if (subject?.target.simulated === true) return void begin(sink, clock, subject)
      if (subject !== null) machine.forget()
      startReal(sink, clock, subject)
    },
    sample(ring, atMs) {
      if (played !== null) machine.poll(played.clock)
      else if (isReal) real.sample?.(ring, atMs)
    },
    settle: async () => (isReal ? real.settle?.() : undefined),
    stop: end,
    status(): SourceStatus {
      return played === null ? real.status() : { running: true, periodMs: ringPeriodMs.fast, reason: null, detail: `simulated: ${machine.scenario ?? ''}` }
    },
  }
}
