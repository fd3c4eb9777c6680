/** Tells a queue that grows for good from one that comes and goes: open requests and TTFT must both climb, steadily and far enough. */
import { trendOf } from '../stats/index.ts'

/** Below this many bins nothing is said. */
const minBins = 12
const maxBins = 48
/** Rank agreement with time from which a climb counts as steady. */
const minTau = 0.75
/** A climb must add this share of the usual level, and at least so much. */
const minRiseShare = 0.6
const minRise = { open: 2, ttftMs: 150 } as const

interface Bin {
  openSum: number
  openCount: number
  ttftSum: number
  ttftCount: number
}

const emptyBin = (): Bin => ({ openSum: 0, openCount: 0, ttftSum: 0, ttftCount: 0 })

function merged(a: Bin, b: Bin | undefined): Bin {
  return b === undefined ? a : { openSum: a.openSum + b.openSum, openCount: a.openCount + b.openCount, ttftSum: a.ttftSum + b.ttftSum, ttftCount: a.ttftCount + b.ttftCount }
}

/** Means over equal bins of time; when there are too many, two become one, so that hours need no more room than seconds. */
export class SaturationWatch {
  private readonly startMs: number
  private widthMs: number
  private bins: Bin[] = []

  /** `widthMs`: of the first bins. */
  constructor(startMs: number, widthMs = 500) {
    this.startMs = startMs
    this.widthMs = widthMs
  }

  /** Requests open at an instant. */
  addOpen(atMs: number, open: number): void {
    const bin = this.binAt(atMs)
    if (bin === null) return
    bin.openSum += open
    bin.openCount += 1
  }

  /** A TTFT, in the order of due times when all is known, of answers while a stage runs: those still open have no place yet. */
  addTtft(atMs: number, ttftMs: number): void {
    const bin = this.binAt(atMs)
    if (bin === null) return
    bin.ttftSum += ttftMs
    bin.ttftCount += 1
  }

  /** Both climb: more load than the server can serve. */
  get isClimbing(): boolean {
    const open = this.points(({ openSum, openCount }) => (openCount === 0 ? null : openSum / openCount))
    const ttft = this.points(({ ttftSum, ttftCount }) => (ttftCount === 0 ? null : ttftSum / ttftCount))
    return climbs(open, minRise.open) && climbs(ttft, minRise.ttftMs)
  }

  private binAt(atMs: number): Bin | null {
    if (atMs < this.startMs) return null
    while ((atMs - this.startMs) / this.widthMs >= maxBins) {
      this.bins = this.bins.flatMap((bin, i) => (i % 2 === 0 ? [merged(bin, this.bins[i + 1])] : []))
      this.widthMs *= 2
    }
    const at = Math.floor((atMs - this.startMs) / this.widthMs)
    while (this.bins.length <= at) this.bins.push(emptyBin())
    return this.bins[at] ?? null
  }

  private points(read: (bin: Bin) => number | null): readonly (readonly [number, number])[] {
    return this.bins.flatMap((bin, i) => {
      const value = read(bin)
      return value === null ? [] : [[i, value] as const]
    })
  }
}

function climbs(points: readonly (readonly [number, number])[], leastRise: number): boolean {
  const trend = points.length < minBins ? null : trendOf(points)
  if (trend === null || trend.tau < minTau) return false
  const rise = trend.slope * (points.at(-1)![0] - points[0]![0])
  return rise >= Math.max(leastRise, minRiseShare * trend.median)
}
