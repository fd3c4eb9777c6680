/** Is it worse while something holds? Medians of both sides with an interval of their difference from a block bootstrap. */
import { decorrelationTime } from './autocorrelation.ts'
import { seededDraws } from './random.ts'
import { median } from './ranks.ts'

/** One stretch is an anecdote: it may be shown, not claimed. */
export const minEpisodes = 3
export const minPerSide = { bins: 8, requests: 20 } as const
const resamples = 999
/** Longer series are thinned evenly. */
const maxValues = 1500

export interface RegimeContrast {
  /** Values while it holds, and while not. */
  readonly inside: number
  readonly outside: number
  /** Separate stretches in which it holds. */
  readonly episodes: number
  readonly insideMedian: number
  readonly outsideMedian: number
  /** Inside less outside, with its 95 % interval. */
  readonly difference: number
  readonly low: number
  readonly high: number
  /** Length of the blocks that were drawn, in values. */
  readonly block: number
  /** False: too few values a side or too few episodes for a claim. */
  readonly isEnough: boolean
}

interface Pair {
  readonly value: number
  readonly holds: boolean
}

function episodes(pairs: readonly Pair[]): number {
  return pairs.reduce((count, { holds }, i) => (holds && pairs[i - 1]?.holds !== true ? count + 1 : count), 0)
}

function sides(pairs: readonly Pair[]): readonly [inside: number[], outside: number[]] {
  const both: [number[], number[]] = [[], []]
  for (const { value, holds } of pairs) both[holds ? 0 : 1].push(value)
  return both
}

/** Values less the median of their own side: what is left is the noise whose memory sets the blocks. */
function blockLength(pairs: readonly Pair[], inside: number, outside: number): number {
  const noise = pairs.map(({ value, holds }) => value - (holds ? inside : outside))
  return Math.max(1, Math.min(Math.floor(pairs.length / 6), Math.ceil(2 * decorrelationTime(noise))))
}

function drawn(pairs: readonly Pair[], block: number, index: (below: number) => number): readonly Pair[] {
  const sample: Pair[] = []
  while (sample.length < pairs.length) {
    const from = index(pairs.length)
    for (let i = 0; i < block && sample.length < pairs.length; i += 1) sample.push(pairs[(from + i) % pairs.length]!)
  }
  return sample
}

/** `holds[i]` null or a NaN value leaves that one out. Null without values on both sides. In order of time; `of` says what the values are. */
export function regimeContrast(values: ArrayLike<number>, holds: ArrayLike<boolean | null>, of: keyof typeof minPerSide, seed: number): RegimeContrast | null {
  const all = Array.from(values, (value, i) => ({ value, holds: holds[i] ?? null })).filter((pair): pair is Pair => pair.holds !== null && Number.isFinite(pair.value))
  const stride = Math.max(1, Math.ceil(all.length / maxValues))
  const pairs = all.filter((_, i) => i % stride === 0)
  const [inside, outside] = sides(pairs)
  if (inside.length === 0 || outside.length === 0) return null
  const [a, b] = [median(inside), median(outside)]
  const block = blockLength(pairs, a, b)
  const { index } = seededDraws(seed)
  const differences: number[] = []
  for (let i = 0; i < resamples; i += 1) {
    const [x, y] = sides(drawn(pairs, block, index))
    if (x.length > 0 && y.length > 0) differences.push(median(x) - median(y))
  }
  const sorted = Float64Array.from(differences).sort()
  const at = (share: number) => sorted[Math.round((sorted.length - 1) * share)] ?? Number.NaN
  const [fullInside, fullOutside] = sides(all)
  const count = episodes(all)
  return {
    inside: fullInside.length, outside: fullOutside.length, episodes: count, insideMedian: a, outsideMedian: b, difference: a - b,
    low: at(0.025), high: at(0.975), block,
    isEnough: count >= minEpisodes && Math.min(fullInside.length, fullOutside.length) >= minPerSide[of],
  }
}
