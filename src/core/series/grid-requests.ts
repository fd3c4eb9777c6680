/** Requests on a common grid: each figure by the time that is its own, in one pass over the token stamps. */
import { bisectLeft, quickselect } from 'd3-array'
import { isFailure, isSuccess } from '../model/outcome.ts'
import type { RequestRecord } from '../model/request.ts'
import { minPerMedian, type GridRequests, type TimeGrid } from './grid.ts'

/** Gaps looked at for the medians of all bins together; of more, every so many-th. */
const maxGaps = 300_000

function add(into: Float64Array, i: number, amount: number): void {
  if (i >= 0 && i < into.length) into[i] = into[i]! + amount
}

/** Adds the time of [fromMs, toMs] to the bins it lies in; `full` counts whole bins as steps up and down. */
function addSpan({ fromMs: origin, binMs, count }: TimeGrid, partial: Float64Array, full: Float64Array, fromMs: number, toMs: number): void {
  const [a, b] = [Math.max(0, (fromMs - origin) / binMs), Math.min(count, (toMs - origin) / binMs)]
  if (b <= a) return
  const [first, last] = [Math.floor(a), Math.floor(b)]
  if (first === last) {
    add(partial, first, b - a)
    return
  }
  add(partial, first, first + 1 - a)
  add(partial, last, b - last)
  full[first + 1] = full[first + 1]! + 1
  full[last] = full[last]! - 1
}

function concurrency(grid: TimeGrid, requests: readonly RequestRecord[]): Float64Array {
  const [partial, full] = [new Float64Array(grid.count), new Float64Array(grid.count + 1)]
  for (const { sentAtMs, endAtMs } of requests) if (sentAtMs !== null) addSpan(grid, partial, full, sentAtMs, endAtMs)
  let open = 0
  return partial.map((share, i) => {
    open += full[i]!
    return share + open
  })
}

/** Values that arrive in any order of bins, and their medians. */
class BinnedValues {
  private readonly groups: number[][]

  constructor(count: number) {
    this.groups = Array.from({ length: count }, () => [])
  }

  add(bin: number, value: number): void {
    this.groups[bin]?.push(value)
  }

  get counts(): Uint32Array {
    return Uint32Array.from(this.groups, ({ length }) => length)
  }

  get medians(): Float64Array {
    return Float64Array.from(this.groups, (group) => (group.length < minPerMedian ? Number.NaN : medianInPlace(group)))
  }
}

function medianInPlace(values: number[]): number {
  const middle = values.length >> 1
  quickselect(values, middle)
  if (values.length % 2 === 1) return values[middle]!
  let below = -Infinity
  for (let i = 0; i < middle; i += 1) if (values[i]! > below) below = values[i]!
  return (below + values[middle]!) / 2
}

interface TokenSeries {
  readonly tokens: Float64Array
  readonly itlN: Uint32Array
  readonly gaps: BinnedValues
}

function sumOf(values: Uint32Array, from: number, to: number): number {
  let sum = 0
  for (let i = from; i < to; i += 1) sum += values[i]!
  return sum
}

/** Tokens and gaps of one request, its stamps being ascending. */
function addTokens({ fromMs, binMs, count }: TimeGrid, record: RequestRecord, into: TokenSeries, stride: number, phase: number): number {
  const { chunkAtMs, chunkTokens, outputTokens } = record
  const chunks = chunkAtMs.length
  const even = outputTokens === null || chunks === 0 ? 1 : outputTokens / chunks
  const counts = isSuccess(record.outcome)
  const { tokens, itlN, gaps } = into
  let seen = phase
  for (let i = bisectLeft(chunkAtMs, fromMs); i < chunks;) {
    const bin = Math.floor((chunkAtMs[i]! - fromMs) / binMs)
    if (bin >= count) break
    // All stamps up to the edge of the bin at once.
    const end = bisectLeft(chunkAtMs, fromMs + (bin + 1) * binMs, i + 1)
    tokens[bin] = tokens[bin]! + (chunkTokens === null ? (end - i) * even : sumOf(chunkTokens, i, end))
    if (counts) {
      const first = Math.max(1, i)
      itlN[bin] = itlN[bin]! + (end - first)
      for (let k = first + ((stride - (seen % stride)) % stride); k < end; k += stride) gaps.add(bin, chunkAtMs[k]! - chunkAtMs[k - 1]!)
      seen += end - first
    }
    i = end
  }
  if (chunks === 0 && outputTokens !== null) add(tokens, Math.floor(((record.lastTokenAtMs ?? record.endAtMs) - fromMs) / binMs), outputTokens)
  return seen
}

function tokenSeries(grid: TimeGrid, requests: readonly RequestRecord[]): TokenSeries {
  const into: TokenSeries = { tokens: new Float64Array(grid.count), itlN: new Uint32Array(grid.count), gaps: new BinnedValues(grid.count) }
  const stamps = requests.reduce((sum, { chunkAtMs }) => sum + chunkAtMs.length, 0)
  const stride = Math.max(1, Math.ceil(stamps / maxGaps))
  let phase = 0
  for (const record of requests) phase = addTokens(grid, record, into, stride, phase)
  return into
}

interface Counts {
  readonly offered: Float64Array
  readonly completed: Float64Array
  readonly failed: Float64Array
  readonly promptSum: Float64Array
  readonly promptN: Float64Array
  readonly ttft: BinnedValues
}

function addCounts({ fromMs, binMs }: TimeGrid, record: RequestRecord, into: Counts): void {
  const bin = (atMs: number) => Math.floor((atMs - fromMs) / binMs)
  const { outcome, dueAtMs, sentAtMs, endAtMs, firstTokenAtMs, promptTokens } = record
  add(into.offered, bin(dueAtMs), 1)
  if (isSuccess(outcome)) add(into.completed, bin(endAtMs), 1)
  if (isFailure(outcome)) add(into.failed, bin(endAtMs), 1)
  if (sentAtMs === null) return
  if (isSuccess(outcome) && firstTokenAtMs !== null) into.ttft.add(bin(sentAtMs), firstTokenAtMs - sentAtMs)
  if (promptTokens === null) return
  add(into.promptSum, bin(sentAtMs), promptTokens)
  add(into.promptN, bin(sentAtMs), 1)
}

/** Of all that overlaps the grid, whenever it was sent. */
export function gridRequests(grid: TimeGrid, requests: readonly RequestRecord[]): GridRequests {
  const zeros = () => new Float64Array(grid.count)
  const counts: Counts = { offered: zeros(), completed: zeros(), failed: zeros(), promptSum: zeros(), promptN: zeros(), ttft: new BinnedValues(grid.count) }
  for (const record of requests) addCounts(grid, record, counts)
  const { tokens, itlN, gaps } = tokenSeries(grid, requests)
  const perS = (sums: Float64Array) => sums.map((sum) => (sum / grid.binMs) * 1000)
  return {
    concurrency: concurrency(grid, requests),
    offeredPerS: perS(counts.offered), completedPerS: perS(counts.completed), failedPerS: perS(counts.failed), outputTokensPerS: perS(tokens),
    ttftMs: counts.ttft.medians, ttftN: counts.ttft.counts, itlMs: gaps.medians, itlN,
    promptTokens: counts.promptSum.map((sum, i) => (counts.promptN[i]! > 0 ? sum / counts.promptN[i]! : Number.NaN)),
  }
}
