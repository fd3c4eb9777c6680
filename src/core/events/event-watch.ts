/** Finds events in the samples of a recording: throttling, swapping, silence, a model that came or went, a GPU that was taken. Pure. */
import type { SensedKind } from '../model/session.ts'
import type { SignalSource } from '../model/telemetry.ts'
import { createBatteryDetector } from './battery.ts'
import { eachSource, type Detector, type Sensed, type SensedEvent } from './detector.ts'
import { createGapDetector } from './gaps.ts'
import { createTakenDetector } from './gpu-taken.ts'
import { createModelDetector } from './model-load.ts'
import { createSwapDetector } from './swap.ts'
import { createThrottleDetector } from './throttle.ts'

/** What calls for a look at the processes of the machine. */
export const anomalies: readonly SensedKind[] = ['throttle-begin', 'swap-begin', 'oom-kill', 'server-restarted', 'sensor-lost', 'gpu-taken', 'on-battery']

export interface EventWatch {
  sample(sample: Sensed): readonly SensedEvent[]
  /** An event that a source tells itself; false when it says what is known already. */
  told(kind: SensedKind, source: SignalSource | null, atMs: number): boolean
}

export function createEventWatch(): EventWatch {
  const gaps = createGapDetector()
  const detectors: readonly Detector[] = [
    createThrottleDetector(), eachSource(createSwapDetector), eachSource(createBatteryDetector), createTakenDetector(), createModelDetector(), (sample) => gaps.sample(sample),
  ]
  return {
    sample: (sample) => detectors.flatMap((detect) => detect(sample) ?? []),
    told(kind, source, atMs) {
      if (source !== null && kind === 'sensor-lost') gaps.lost(source)
      return source === null || kind !== 'sensor-gap' || gaps.told(source, atMs)
    },
  }
}
