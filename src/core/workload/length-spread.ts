/** Lengths that differ by request: drawn from the plan's seed, written and read as people type them. */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { assertNever } from '../assert-never.ts'
import type { LengthSpread } from '../model/workload.ts'
import { mix } from './mix.ts'

/** A length as the plan has it: its middle, and how it spreads (null = not at all). */
export interface Lengths {
  readonly tokens: number
  readonly spread: LengthSpread | null
}

/** The middle of a spread, whole tokens, at least 1. */
export function middleOf(spread: LengthSpread): number {
  switch (spread.kind) {
    case 'uniform': return Math.round((spread.min + spread.max) / 2)
    case 'normal': return Math.max(1, Math.round(spread.mean))
    case 'lognormal': return Math.max(1, Math.round(spread.median))
    default: return assertNever(spread)
  }
}

/** The length of request `index`: whole tokens from 1 to `max`, whatever the dice say. `seed` differs for prompts and answers. */
export function drawTokens(spread: LengthSpread, seed: number, index: number, max: number): number {
  const random = xoroshiro128plus(mix(seed, index))
  if (spread.kind === 'uniform') return Math.min(max, uniformInt(random, spread.min, spread.max))
  // Box and Muller; 1 - u keeps the logarithm finite.
  const normal = Math.sqrt(-2 * Math.log(1 - uniformFloat64(random))) * Math.cos(2 * Math.PI * uniformFloat64(random))
  const drawn = spread.kind === 'normal' ? spread.mean + spread.deviation * normal : spread.median * Math.exp(spread.sigma * normal)
  return Math.min(max, Math.max(1, Math.round(drawn)))
}

/** As it is typed: `512`, `uniform:100-300`, `normal:512:64` or `lognormal:512:0.5`. */
export function formatLengths({ tokens, spread }: Lengths): string {
  if (spread === null) return String(tokens)
  switch (spread.kind) {
    case 'uniform': return `uniform:${spread.min}-${spread.max}`
    case 'normal': return `normal:${spread.mean}:${spread.deviation}`
    case 'lognormal': return `lognormal:${spread.median}:${spread.sigma}`
    default: return assertNever(spread)
  }
}

const forms = /^(?:(?:fixed:)?(?<tokens>\d+)|uniform:(?<min>\d+)-(?<max>\d+)|normal:(?<mean>\d+):(?<deviation>\d+)|lognormal:(?<median>\d+):(?<sigma>\d+(?:\.\d+)?))$/u

/** The largest `sigma`: beyond it half of all lengths would be at the bounds. */
export const maxSigma = 3

/** Null when the text is none of the forms or beyond `maxTokens`. */
export function parseLengths(text: string, maxTokens: number): Lengths | null {
  const found = forms.exec(text.trim())?.groups
  if (found === undefined) return null
  const of = (spread: LengthSpread): Lengths => ({ tokens: middleOf(spread), spread })
  const { tokens, min, max, mean, deviation, median, sigma } = Object.fromEntries(Object.entries(found).map(([name, digits]) => [name, Number(digits)]))
  const isLength = (value: number | undefined): value is number => value !== undefined && value >= 1 && value <= maxTokens
  if (isLength(tokens)) return { tokens, spread: null }
  if (isLength(min) && isLength(max) && min <= max) return of({ kind: 'uniform', min, max })
  if (isLength(mean) && deviation !== undefined && deviation <= maxTokens) return of({ kind: 'normal', mean, deviation })
  if (isLength(median) && sigma !== undefined && sigma <= maxSigma) return of({ kind: 'lognormal', median, sigma })
  return null
}
