/** What a piece of evidence was counted from: no number without it. */
import type { Counted } from '../model/diagnosis.ts'
import type { SignalName } from '../model/telemetry.ts'
import type { WindowFacts } from './evidence-input.ts'

export interface Count {
  readonly n: number
  readonly of: Counted
}

export const requests = (n: number): Count => ({ n, of: 'requests' })
export const bins = (n: number): Count => ({ n, of: 'bins' })
export const episodes = (n: number): Count => ({ n, of: 'episodes' })
export const events = (n: number): Count => ({ n, of: 'events' })

/** A figure that the server, the machine or the plan states, once. */
export const told = (value: number | null): Count => ({ n: value === null ? 0 : 1, of: 'told' })

/** Samples in the window of the first of these signals that has any; of several devices, of the one with the most. */
export function samples(window: Pick<WindowFacts, 'signals'>, ...names: readonly SignalName[]): Count {
  for (const name of names) {
    const n = window.signals.reduce((most, facts) => (facts.signal === name ? Math.max(most, facts.n) : most), 0)
    if (n > 0) return { n, of: 'samples' }
  }
  return { n: 0, of: 'samples' }
}

/** Requests behind the median TTFT and TPOT of a window. */
export const ttftCount = ({ figures }: WindowFacts): Count => requests(figures.metrics.ttftMs.n)
export const tpotCount = ({ figures }: WindowFacts): Count => requests(figures.metrics.tpotMs.n)
