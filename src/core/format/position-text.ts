/** Whether decoding slows down as answers grow: one sentence and a small series, the same in window, command line and report. */
import type { PositionProfile, RangeAnalysis } from '../model/analysis.ts'
import { roundedShare } from './difference-text.ts'
import type { Words } from './diagnosis-text.ts'
import { positionGap } from './figure-gap.ts'
import { missing } from './formatter.ts'

/** A change that nobody would notice, however sure it is. */
const negligible = 0.02

export interface PositionPoint {
  readonly fromToken: number
  readonly toToken: number
  /** Middle of the part, in tokens. */
  readonly atToken: number
  /** Median time per token, ms. */
  readonly medianMs: number
  /** Null where the answers are too few for one. */
  readonly p95Ms: number | null
  readonly n: number
  /** “Tokens 40–80: 24.1 ms, n = 12”. */
  readonly text: string
}

/** Parts of the answer in order; empty where there is no profile. */
export function positionPoints({ f, t }: Words, positions: PositionProfile | null): readonly PositionPoint[] {
  return (positions?.bins ?? []).map((bin) => ({
    ...bin, p95Ms: bin.p95Ms ?? null, atToken: (bin.fromToken + bin.toToken) / 2,
    text: t('report:pace.position.point', { from: f.count(bin.fromToken), to: f.count(bin.toToken), pace: f.ms(bin.medianMs), n: f.count(bin.n) }),
  }))
}

/** Titles and rows of the series' twin for those who read tables. */
export function positionTable(words: Words, positions: PositionProfile): { readonly heads: readonly string[]; readonly rows: readonly (readonly string[])[] } {
  const { f, t } = words
  return {
    heads: ['tokens', 'pace', 'p95', 'n'].map((name) => t(`report:pace.position.${name}`)),
    rows: positions.bins.map(({ fromToken, toToken, medianMs, p95Ms, n }) => [`${f.count(fromToken)}–${f.count(toToken)}`, f.ms(medianMs), f.ms(p95Ms), f.count(n)]),
  }
}

type Direction = 'slower' | 'faster' | 'hardly' | 'flat'

/** What the interval of the ratio supports. */
export function directionOf({ lateToEarly, interval }: PositionProfile): Direction {
  if (interval === null || (interval[0] <= 1 && interval[1] >= 1)) return 'flat'
  if (Math.abs(lateToEarly - 1) < negligible) return 'hardly'
  return lateToEarly > 1 ? 'slower' : 'faster'
}

/** The first and the last part, unless they contradict the ratio (answers of several loads together may). */
function endsText({ f, t }: Words, { bins }: PositionProfile, direction: Direction): string {
  const [first, last] = [bins[0], bins.at(-1)]
  if (first === undefined || last === undefined || first === last) return ''
  const agrees = direction === 'slower' ? last.medianMs > first.medianMs : direction === 'faster' && last.medianMs < first.medianMs
  return agrees ? t('report:pace.position.ends', { late: f.ms(last.medianMs), token: f.count(last.toToken), early: f.ms(first.medianMs) }) : ''
}

/** One sentence, or why there is none. */
export function positionSentence(words: Words, range: RangeAnalysis): string {
  const { f, t } = words
  const { positions } = range
  if (positions === null) return t('report:pace.position.none', { reason: positionGap(words, range) })
  const { lateToEarly, interval, n } = positions
  const direction = directionOf(positions)
  const half = interval === null ? 1 : (interval[1] - interval[0]) / 2
  const change = t(`report:pace.position.${lateToEarly < 1 ? 'less' : 'more'}`, { share: roundedShare(words, lateToEarly - 1, half, false) })
  const span = interval === null ? missing : t('report:pace.span', { from: roundedShare(words, interval[0] - 1, half, true), to: roundedShare(words, interval[1] - 1, half, true) })
  return t(`report:pace.position.${direction}`, { change, span, n: f.count(n), ends: endsText(words, positions, direction) })
}
