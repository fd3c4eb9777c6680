/** The two ends of an interval as text: one unit for both where they share it. */
import { assertNever } from '../assert-never.ts'
import type { Formatter, PartsKind } from './formatter.ts'

export type Interval95 = readonly [low: number, high: number]

/** A value with its unit, by kind; with a true minus. */
export function writeKind(f: Formatter, value: number | null | undefined, kind: PartsKind): string {
  return written(f, value, kind).replace('-', '−')
}

function written(f: Formatter, value: number | null | undefined, kind: PartsKind): string {
  switch (kind) {
    case 'ms': return f.ms(value)
    case 'tokensPerS': return f.tokensPerS(value)
    case 'perS': return f.perS(value)
    case 'share': return f.share(value)
    case 'percent': return f.percent(value)
    case 'bytes': return f.bytes(value)
    case 'count': return f.count(value)
    default: return assertNever(kind)
  }
}

/** “24.1 … 25.0 ms”, “950 ms … 1.02 s”; null where there is no interval. */
export function spanOf(f: Formatter, interval: Interval95 | null | undefined, kind: PartsKind): string | null {
  if (interval === null || interval === undefined) return null
  const [low, high] = [f.parts(interval[0], kind), f.parts(interval[1], kind)]
  const from = low.unit === high.unit ? low.value.replace('-', '−') : writeKind(f, interval[0], kind)
  return `${from} … ${writeKind(f, interval[1], kind)}`
}
