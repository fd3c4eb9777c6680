/** Is decoding slower while something holds? The pace of tokens on both sides, with a block bootstrap that knows how persistent noise is. */
import type { EvidenceItem } from '../model/diagnosis.ts'
import type { SignalName } from '../model/telemetry.ts'
import { regimeContrast } from '../stats/index.ts'
import type { EvidenceInput, WindowFacts } from './evidence-input.ts'
import { item } from './rule.ts'
import { gridSignalOf } from './signal-facts.ts'

export interface PaceContrast {
  /** Median token gap while it holds and while not, ms. */
  readonly insideMs: number
  readonly outsideMs: number
  /** Bins on the smaller side. */
  readonly bins: number
  /** The whole interval of the difference is above 0, with enough bins and separate episodes for a claim. */
  readonly isShown: boolean
  /** Enough of both, and the difference may as well be 0: this speaks against. */
  readonly isRefuted: boolean
  /** From the first to the last bin in which it holds. */
  readonly fromMs: number
  readonly toMs: number
}

/** Fewer bins on a side aren't looked at. */
const minBins = 8

/** `holds` is asked for the highest reading of each bin. Null where the sensor is missing or a side is too small. */
export function paceWhile(input: EvidenceInput, signal: SignalName, holds: (value: number) => boolean, { fine }: WindowFacts = input.whole): PaceContrast | null {
  const series = gridSignalOf(fine, signal)
  if (series === null) return null
  const states = Array.from(series.max, (value) => (Number.isNaN(value) ? null : holds(value)))
  const found = regimeContrast(fine.requests.itlMs, states, 'bins', input.stored.meta.plan.seed)
  if (found === null || Math.min(found.inside, found.outside) < minBins) return null
  const { fromMs, binMs } = fine.grid
  return {
    insideMs: found.insideMedian, outsideMs: found.outsideMedian, bins: Math.min(found.inside, found.outside),
    isShown: found.isEnough && found.low > 0,
    isRefuted: found.isEnough && found.low <= 0,
    fromMs: fromMs + states.indexOf(true) * binMs, toMs: fromMs + (states.lastIndexOf(true) + 1) * binMs,
  }
}

export function paceEvidence(contrast: PaceContrast | null): { readonly evidence: readonly EvidenceItem[]; readonly counter: readonly EvidenceItem[] } {
  if (contrast === null) return { evidence: [], counter: [] }
  const { insideMs, outsideMs, bins, fromMs, toMs, isRefuted } = contrast
  const pace = item('paceWhile', insideMs, 'ms', { n: bins, of: 'bins' }, { against: outsideMs, at: { fromMs, toMs }, signals: ['req.tpot.p50'] })
  return isRefuted ? { evidence: [], counter: [pace] } : { evidence: [pace], counter: [] }
}
