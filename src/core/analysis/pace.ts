/** How evenly tokens come: time lost in stalls, and jitter, both against the usual gap of that very moment of that very answer. */
import type { PaceFigures } from '../model/analysis.ts'
import { isSuccess } from '../model/outcome.ts'
import type { RequestRecord } from '../model/request.ts'

/** Gaps around the one that is looked at, itself included; fewer at the ends of an answer. */
const paceWindow = 31
/** A gap longer than so many usual ones is a stall. */
export const stallFactor = 2.5
/** A shorter answer has no usual gap. */
export const minGaps = 8
/** Of more gaps than this, every so many-th answer is looked at: shares of time don't need all of millions. */
const maxGaps = 500_000

/** A sorted window that moves on by one value at a time. */
class RollingMedian {
  private readonly sorted = new Float64Array(paceWindow)
  private size = 0

  clear(): void {
    this.size = 0
  }

  add(value: number): void {
    const { sorted } = this
    let i = this.size
    while (i > 0 && sorted[i - 1]! > value) {
      sorted[i] = sorted[i - 1]!
      i -= 1
    }
    sorted[i] = value
    this.size += 1
  }

  remove(value: number): void {
    const { sorted } = this
    let i = 0
    while (sorted[i]! < value) i += 1
    this.size -= 1
    for (; i < this.size; i += 1) sorted[i] = sorted[i + 1]!
  }

  get median(): number {
    const middle = this.size >> 1
    return this.size % 2 === 1 ? this.sorted[middle]! : (this.sorted[middle - 1]! + this.sorted[middle]!) / 2
  }
}

interface Sums {
  gaps: number
  totalMs: number
  stalledMs: number
  stalls: number
  squares: number
}

/** Gaps between reads: events of one read came together, so there is no time between them. Returns how many were written. */
function readGaps(stamps: Float64Array, into: Float64Array): number {
  let count = 0
  for (let i = 1; i < stamps.length; i += 1) {
    const gap = stamps[i]! - stamps[i - 1]!
    if (gap <= 0) continue
    into[count] = gap
    count += 1
  }
  return count
}

function addAnswer(gaps: Float64Array, count: number, rolling: RollingMedian, sums: Sums): void {
  const reach = paceWindow >> 1
  rolling.clear()
  for (let i = 0; i < Math.min(reach, count); i += 1) rolling.add(gaps[i]!)
  for (let i = 0; i < count; i += 1) {
    if (i - reach - 1 >= 0) rolling.remove(gaps[i - reach - 1]!)
    if (i + reach < count) rolling.add(gaps[i + reach]!)
    const gap = gaps[i]!
    const usual = rolling.median
    sums.totalMs += gap
    sums.squares += (gap - usual) ** 2
    if (gap <= stallFactor * usual) continue
    sums.stalledMs += gap
    sums.stalls += 1
  }
  sums.gaps += count
}

/** Of successful answers; null when none has at least eight gaps. */
export function paceFigures(requests: readonly RequestRecord[]): PaceFigures | null {
  const answers = requests.filter(({ outcome, chunkAtMs }) => isSuccess(outcome) && chunkAtMs.length > minGaps)
  let [all, longest] = [0, 0]
  for (const { chunkAtMs } of answers) {
    all += chunkAtMs.length
    longest = Math.max(longest, chunkAtMs.length)
  }
  const stride = Math.max(1, Math.ceil(all / maxGaps))
  const [rolling, gaps] = [new RollingMedian(), new Float64Array(longest)]
  const sums: Sums = { gaps: 0, totalMs: 0, stalledMs: 0, stalls: 0, squares: 0 }
  let looked = 0
  for (let i = 0; i < answers.length; i += stride) {
    const count = readGaps(answers[i]!.chunkAtMs, gaps)
    if (count < minGaps) continue
    looked += 1
    addAnswer(gaps, count, rolling, sums)
  }
  if (sums.gaps === 0) return null
  return { answers: looked, n: sums.gaps, stallShare: sums.stalledMs / sums.totalMs, stalls: sums.stalls, jitterMs: Math.sqrt(sums.squares / sums.gaps) }
}
