/** How unusual one value is among others: its rank, its robust z, and whether the difference is large enough to matter. */
import type { MomentFigure, MomentName } from '../model/explanation.ts'
import type { SignalDef, SignalUnit } from '../model/telemetry.ts'
import { median } from '../stats/index.ts'

/** Makes the MAD comparable with a standard deviation under normal noise. */
const madToSigma = 1.4826
/** Beyond this many robust deviations; the usual bound of Iglewicz and Hoaglin. */
const farZ = 3.5
/** Of fewer values no tail can be told. */
export const leastCompared = 8
/** A difference below this share of the usual value explains nothing, however steady the value is. */
const leastShare = 0.1
/** Nor does one below this, by unit: percentage points, a request, a degree. */
const leastStep: Readonly<Partial<Record<SignalUnit, number>>> = { '%': 5, count: 1, '°C': 3, ms: 1, 'B/s': 1e6, B: 50e6, '1/s': 1 }

export interface Compared {
  readonly name: MomentName
  readonly signal?: MomentFigure['signal']
  readonly unit: SignalDef['unit']
  readonly value: number | null
  readonly others: readonly number[]
  readonly at: readonly [fromMs: number, toMs: number]
}

function rankOf(value: number, sorted: readonly number[]): number {
  let below = 0
  for (const other of sorted) below += other < value ? 1 : other === value ? 0.5 : 0
  return below / sorted.length
}

/** Large enough to explain anything: by share, and by its unit. */
export function isDifferenceEnough(value: number, usual: number, unit: SignalUnit): boolean {
  const difference = Math.abs(value - usual)
  return difference >= leastShare * Math.abs(usual) && difference >= (leastStep[unit] ?? 0)
}

/** Null where there is no value, or nothing to compare it with. */
export function figureOf({ name, signal = null, unit, value, others, at: [fromMs, toMs] }: Compared): MomentFigure | null {
  if (value === null || others.length < leastCompared) return null
  const sorted = others.toSorted((a, b) => a - b)
  const usual = median(sorted)
  const deviation = madToSigma * median(sorted.map((other) => Math.abs(other - usual)))
  const difference = Math.abs(value - usual)
  const z = deviation === 0 ? null : (value - usual) / deviation
  const rank = rankOf(value, sorted)
  const isFar = (z === null ? difference > 0 : Math.abs(z) >= farZ) && (rank <= 0.05 || rank >= 0.95)
  return { name, signal, unit, value, usual, n: sorted.length, rank, z, isUnusual: isFar && isDifferenceEnough(value, usual, unit), fromMs, toMs }
}

/** Where all others are alike, any difference is as unusual as this. */
const certainZ = 50

/** The most unusual first. */
export function byUnusualness(a: MomentFigure, b: MomentFigure): number {
  const far = ({ z }: MomentFigure): number => (z === null ? certainZ : Math.min(certainZ, Math.abs(z)))
  return far(b) - far(a) || Math.abs(b.value - b.usual) / Math.abs(b.usual || 1) - Math.abs(a.value - a.usual) / Math.abs(a.usual || 1)
}
