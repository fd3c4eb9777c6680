/** What the machine did while one request was read and while it was answered. */
import type { SignalDef } from './telemetry.ts'

/** Of one signal in one phase. All null and n = 0 where no sample lies inside. */
export interface PhaseFigures {
  /** Weighted by time. */
  readonly mean: number | null
  readonly max: number | null
  readonly n: number
}

export interface SignalPhases extends Omit<SignalDef, 'windowMs'> {
  readonly prefill: PhaseFigures
  readonly decode: PhaseFigures
}

export interface RequestTelemetry {
  /** Sent → first token; → end where no token came. Null when it was never sent. */
  readonly prefillMs: readonly [fromMs: number, toMs: number] | null
  /** First → last token. Null when no token came. */
  readonly decodeMs: readonly [fromMs: number, toMs: number] | null
  /** Signals with at least one sample in either phase. */
  readonly signals: readonly SignalPhases[]
}
