/** One window as rules see it: its figures, its sensors, and both on a common grid. */
import { sentWithin, type Interval } from '../analysis/index.ts'
import { signalFacts } from './signal-facts.ts'
import type { RangeAnalysis } from '../model/analysis.ts'
import { isSuccess } from '../model/outcome.ts'
import type { ClientHealth } from '../model/client-health.ts'
import type { StageLoad } from '../model/load.ts'
import type { RequestRecord } from '../model/request.ts'
import type { SignalSeries } from '../model/telemetry.ts'
import { fineGrid, gridOf, gridRequests, gridSignal, minGridBins, minPerMedian, type TimeGrid } from '../series/index.ts'
import type { Fact, GridFacts, WindowFacts } from './evidence-input.ts'

/** What a window is made from. */
export interface WindowSource {
  readonly kind: WindowFacts['kind']
  readonly stage: number | null
  readonly load: StageLoad
  readonly interval: Interval
  readonly figures: RangeAnalysis
  readonly client: ClientHealth | null
  /** All that may overlap it; `counted` of them are its own when they were sent in it. */
  readonly requests: readonly RequestRecord[]
  readonly counted: readonly RequestRecord[]
}

/** Some sensors stand for minutes (a slow Prometheus); they don't make everyone's bins that wide. */
const widestUsefulMs = 5_000

function widestWindowMs(telemetry: readonly SignalSeries[]): number {
  return telemetry.reduce((widest, { windowMs, tMs }) => (tMs.length > 0 && windowMs <= widestUsefulMs ? Math.max(widest, windowMs) : widest), 0)
}

function gridFacts(grid: TimeGrid, requests: readonly RequestRecord[], telemetry: readonly SignalSeries[]): GridFacts {
  return { grid, requests: gridRequests(grid, requests), signals: telemetry.map((series) => gridSignal(grid, series)) }
}

/** Share of the bins that have a median. */
const enoughShare = 0.75

function hasMedians({ fromMs, binMs, count }: TimeGrid, requests: readonly RequestRecord[]): boolean {
  const answered = new Uint32Array(count)
  for (const { outcome, sentAtMs, firstTokenAtMs } of requests) {
    const bin = sentAtMs === null || firstTokenAtMs === null || !isSuccess(outcome) ? -1 : Math.floor((sentAtMs - fromMs) / binMs)
    if (bin >= 0 && bin < count) answered[bin] = answered[bin]! + 1
  }
  return answered.reduce((enough, n) => (n >= minPerMedian ? enough + 1 : enough), 0) >= enoughShare * count
}

/** Widens the bins until they have medians, as long as there are enough of them. */
function coarseFacts(fine: GridFacts, [fromMs, toMs]: Interval, requests: readonly RequestRecord[], telemetry: readonly SignalSeries[]): Fact<GridFacts> {
  if (fine.grid.count < minGridBins) return { value: null, gap: 'too-few' }
  if (hasMedians(fine.grid, requests)) return { value: fine, gap: null }
  const sent = sentWithin(requests, [fromMs, toMs]).length
  let binMs = fine.grid.binMs
  while ((toMs - fromMs) / binMs >= minGridBins) {
    const grid = gridOf(fromMs, toMs, binMs)
    if (sent / grid.count >= minPerMedian && hasMedians(grid, requests)) return { value: gridFacts(grid, requests, telemetry), gap: null }
    binMs *= 1.5
  }
  return { value: null, gap: 'too-few' }
}

/** Requests and sensors of a stretch of time on its fine grid. */
export function gridFactsOf([fromMs, toMs]: Interval, requests: readonly RequestRecord[], telemetry: readonly SignalSeries[]): GridFacts {
  return gridFacts(fineGrid(fromMs, toMs, widestWindowMs(telemetry)), requests, telemetry)
}

export function windowFacts(source: WindowSource, telemetry: readonly SignalSeries[]): WindowFacts {
  const { kind, stage, load, interval, figures, client, requests, counted } = source
  const [fromMs, toMs] = interval
  const near = requests.filter(({ dueAtMs, endAtMs }) => dueAtMs <= toMs && endAtMs >= fromMs)
  const fine = gridFactsOf(interval, near, telemetry)
  return {
    kind, stage, load, fromMs, toMs, figures, client,
    requests: sentWithin(counted, interval),
    signals: telemetry.map((series) => signalFacts(series, interval)),
    fine,
    coarse: coarseFacts(fine, interval, near, telemetry),
  }
}
