/** Which of two series moves first? Correlation at many lags, judged against noise with the same persistence that was searched just as hard. */
import { ar1Noise, lagOne } from './autocorrelation.ts'
import { seededDraws } from './random.ts'
import { correlation, ranks } from './ranks.ts'

/** With fewer bins an order in time can't be told. */
export const minLagBins = 60
const surrogates = 199
/** More bins are joined in pairs: what counts is the length of time. */
const maxBins = 300

export interface LaggedCorrelation {
  readonly n: number
  /** In bins of the series; positive = `x` moves first. Good to ± one bin. */
  readonly lag: number
  readonly rho: number
  /** Of a correlation as strong at any of the lags, by chance. */
  readonly p: number
  /** Lags that were searched, both sides and 0. */
  readonly lags: number
}

export type NoLag = 'too-few' | 'constant'

/** What a value adds to what the last one let expect. */
function prewhiten(values: ArrayLike<number>): Float64Array {
  const phi = lagOne(values)
  return Float64Array.from({ length: values.length - 1 }, (_, i) => values[i + 1]! - phi * values[i]!)
}

function joined(values: Float64Array, size: number): Float64Array {
  return Float64Array.from({ length: Math.floor(values.length / size) }, (_, i) => values.subarray(i * size, (i + 1) * size).reduce((sum, value) => sum + value, 0) / size)
}

/** Gaps are filled from the left: leaving them out would shift time. */
function filled(values: ArrayLike<number>): Float64Array {
  const first = Array.from(values).find(Number.isFinite) ?? Number.NaN
  let last = first
  return Float64Array.from(values, (value) => {
    if (Number.isFinite(value)) last = value
    return last
  })
}

function strongest(x: Float64Array, y: Float64Array, most: number): { readonly lag: number; readonly rho: number } | null {
  let best: { readonly lag: number; readonly rho: number } | null = null
  for (let lag = -most; lag <= most; lag += 1) {
    const n = x.length - Math.abs(lag)
    const rho = correlation(x, y, Math.max(0, -lag), Math.max(0, lag), n)
    if (rho !== null && (best === null || Math.abs(rho) > Math.abs(best.rho))) best = { lag, rho }
  }
  return best
}

function search(x: ArrayLike<number>, y: ArrayLike<number>, most: number): { readonly lag: number; readonly rho: number } | null {
  return strongest(ranks(prewhiten(x)), ranks(prewhiten(y)), most)
}

/** Up to lags of a tenth of the series. At most a fifth of either may be missing. */
export function laggedCorrelation(allX: ArrayLike<number>, allY: ArrayLike<number>, seed: number): { readonly value: LaggedCorrelation; readonly gap: null } | { readonly value: null; readonly gap: NoLag } {
  const known = (values: ArrayLike<number>) => Array.from(values).filter(Number.isFinite).length
  const length = Math.min(allX.length, allY.length)
  if (length < minLagBins || Math.min(known(allX), known(allY)) < 0.8 * length) return { value: null, gap: 'too-few' }
  const size = Math.ceil(length / maxBins)
  const [x, y] = [joined(filled(allX), size), joined(filled(allY), size)]
  const most = Math.floor(x.length / 10)
  const found = search(x, y, most)
  if (found === null) return { value: null, gap: 'constant' }
  const draws = seededDraws(seed)
  const [phiX, phiY] = [lagOne(x), lagOne(y)]
  let asStrong = 0
  for (let i = 0; i < surrogates; i += 1) {
    const chance = search(ar1Noise(x.length, phiX, draws), ar1Noise(y.length, phiY, draws), most)
    if (chance !== null && Math.abs(chance.rho) >= Math.abs(found.rho)) asStrong += 1
  }
  return { value: { n: x.length, lag: found.lag * size, rho: found.rho, p: (asStrong + 1) / (surrogates + 1), lags: 2 * most + 1 }, gap: null }
}
