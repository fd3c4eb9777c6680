/** Estimates how another clock stands to ours from round trips, as NTP does: the shortest trip tells most, and its half bounds the error. */

/** One round trip; local times and remote times are of two unrelated clocks, ms. */
export interface ClockProbe {
  readonly sentAtMs: number
  readonly receivedAtMs: number
  readonly remoteReceivedMs: number
  readonly remoteSentMs: number
  /** The wall clocks of both sides at the same round trip: remote less local, ms. */
  readonly wallOffsetMs: number
}

export interface ClockEstimate {
  /** Remote less local. */
  readonly offsetMs: number
  readonly wallOffsetMs: number
  readonly uncertaintyMs: number
  readonly rttMs: number
  readonly driftPpm: number | null
  readonly driftUncertaintyPpm: number | null
  readonly probes: number
}

interface Point {
  readonly atMs: number
  readonly offsetMs: number
  readonly wallOffsetMs: number
  readonly delayMs: number
}

/** What two machines' clocks may part from each other while nothing better is known. */
const assumedPpm = 50
/** No working pair of clocks parts faster; a probe beyond it means that one of them was set or restarted. */
const impossiblePpm = 1_000
const keptMs = 600_000
const maxKept = 600
const bucketMs = 10_000
const minDriftSpanMs = 60_000

export class ClockOffset {
  readonly #resolutionMs: number
  #points: Point[] = []
  #probes = 0

  /** `resolutionMs`: the step in which the remote clock tells its time. */
  constructor(resolutionMs = 0) {
    this.#resolutionMs = resolutionMs
  }

  /** `stepped`: the remote clock was set or began anew, and all earlier probes are void. Probes that can't be true are dropped. */
  add(probe: ClockProbe): 'kept' | 'stepped' | 'dropped' {
    const { sentAtMs, receivedAtMs, remoteReceivedMs, remoteSentMs, wallOffsetMs } = probe
    const delayMs = receivedAtMs - sentAtMs - (remoteSentMs - remoteReceivedMs)
    // The two clocks do not run exactly alike, and numbers are rounded.
    const slackMs = this.#resolutionMs + 1e-3 + (impossiblePpm * (remoteSentMs - remoteReceivedMs)) / 1e6
    const all = [sentAtMs, receivedAtMs, remoteReceivedMs, remoteSentMs, wallOffsetMs]
    if (!all.every(Number.isFinite) || delayMs < -slackMs || receivedAtMs < sentAtMs || remoteSentMs < remoteReceivedMs) return 'dropped'
    const atMs = (sentAtMs + receivedAtMs) / 2
    const point = { atMs, offsetMs: (remoteReceivedMs + remoteSentMs) / 2 - atMs, wallOffsetMs, delayMs: Math.max(0, delayMs) }
    const isStep = this.#points.some((known) => !this.#agrees(known, point))
    if (isStep) this.#points = []
    this.#points.push(point)
    this.#probes = isStep ? 1 : this.#probes + 1
    this.#points = this.#points.filter((each) => atMs - each.atMs <= keptMs).slice(-maxKept)
    return isStep ? 'stepped' : 'kept'
  }

  /** The state of knowledge at a local time; null before the first probe. */
  estimate(nowMs: number): ClockEstimate | null {
    const best = this.#best(nowMs)
    if (best === null) return null
    const drift = this.#drift()
    const ageMs = Math.abs(nowMs - best.atMs)
    const ppm = drift === null ? assumedPpm : drift.uncertaintyPpm
    return {
      offsetMs: best.offsetMs + ((drift?.ppm ?? 0) * (nowMs - best.atMs)) / 1e6,
      wallOffsetMs: best.wallOffsetMs,
      uncertaintyMs: best.delayMs / 2 + this.#resolutionMs + (ppm * ageMs) / 1e6,
      rttMs: best.delayMs,
      driftPpm: drift?.ppm ?? null,
      driftUncertaintyPpm: drift?.uncertaintyPpm ?? null,
      probes: this.#probes,
    }
  }

  /** Local time of a remote instant, as known at `nowMs`; null before the first probe. */
  toLocal(remoteMs: number, nowMs: number): number | null {
    const known = this.estimate(nowMs)
    return known === null ? null : remoteMs - known.offsetMs
  }

  reset(): void {
    this.#points = []
    this.#probes = 0
  }

  /** Each probe bounds the offset; two bounds that share no value contradict each other. */
  #agrees(a: Point, b: Point): boolean {
    const roomMs = (a.delayMs + b.delayMs) / 2 + 2 * this.#resolutionMs + (impossiblePpm * Math.abs(a.atMs - b.atMs)) / 1e6 + 1e-3
    return Math.abs(a.offsetMs - b.offsetMs) <= roomMs
  }

  #best(nowMs: number): Point | null {
    const cost = (point: Point) => point.delayMs / 2 + (assumedPpm * Math.abs(nowMs - point.atMs)) / 1e6
    return this.#points.reduce<Point | null>((best, point) => (best === null || cost(point) < cost(best) ? point : best), null)
  }

  /** Slope through the shortest trip of each stretch of time; null while the span is too short to tell. */
  #drift(): { readonly ppm: number; readonly uncertaintyPpm: number } | null {
    const shortest = new Map<number, Point>()
    for (const point of this.#points) {
      const bucket = Math.floor(point.atMs / bucketMs)
      const known = shortest.get(bucket)
      if (known === undefined || point.delayMs < known.delayMs) shortest.set(bucket, point)
    }
    const points = [...shortest.values()]
    const [first, last] = [points[0], points.at(-1)]
    if (first === undefined || last === undefined || points.length < 4 || last.atMs - first.atMs < minDriftSpanMs) return null
    const meanAt = points.reduce((sum, { atMs }) => sum + atMs, 0) / points.length
    const meanOffset = points.reduce((sum, { offsetMs }) => sum + offsetMs, 0) / points.length
    const spread = points.reduce((sum, { atMs }) => sum + (atMs - meanAt) ** 2, 0)
    const slope = points.reduce((sum, { atMs, offsetMs }) => sum + (atMs - meanAt) * (offsetMs - meanOffset), 0) / spread
    const worstMs = (first.delayMs + last.delayMs) / 2 + 2 * this.#resolutionMs
    return { ppm: slope * 1e6, uncertaintyPpm: (worstMs / (last.atMs - first.atMs)) * 1e6 }
  }
}
