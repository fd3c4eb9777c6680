/** Decides while a stage runs that going on makes no sense: too many errors, or more load than the server can serve. */
import { isOpenLoad, type StagePlan, type StageStop } from '../model/load.ts'
import { isFailure, isSuccess } from '../model/outcome.ts'
import type { StopConditions } from '../model/plan.ts'
import type { RequestRecord } from '../model/request.ts'
import { SaturationWatch } from './saturation.ts'

/** A share of fewer ended requests is an accident. */
export const minEndedForShare = 20
/** Climbing is judged this often, and believed when it holds so many times in a row; before `quietMs` nothing is. */
const judgeEveryMs = 1000
const timesInRow = 4
const quietMs = 15000

export class StageWatch {
  private readonly stop: StopConditions
  private readonly startMs: number
  private readonly looksForClimb: boolean
  private ended = 0
  private failed = 0
  private saturation: SaturationWatch | null = null
  private judgedAtMs = 0
  private climbing = 0

  constructor(stop: StopConditions, load: StagePlan, startMs: number) {
    this.stop = stop
    this.startMs = startMs
    // A ramp climbs on purpose, a trace as it did, and users can't be more than they are.
    this.looksForClimb = stop.overSaturation === true && isOpenLoad(load) && load.ramp === undefined && load.arrival !== 'trace'
  }

  /** Takes a request that ended while the stage still sends; `open` are those open then. Returns why the stage must stop, or null. */
  observe(record: RequestRecord, open: number, nowMs: number): StageStop | null {
    if (record.outcome === 'cancelled') return null
    this.ended += 1
    if (isFailure(record.outcome)) this.failed += 1
    const { maxErrors, maxErrorShare } = this.stop
    if (maxErrors !== undefined && this.failed >= maxErrors) return 'errors'
    if (maxErrorShare !== undefined && this.ended >= minEndedForShare && this.failed / this.ended > maxErrorShare) return 'error-share'
    return this.looksForClimb && this.isClimbing(record, open, nowMs) ? 'over-saturation' : null
  }

  private isClimbing(record: RequestRecord, open: number, nowMs: number): boolean {
    // Until the first answer the number of open requests has to climb.
    if (this.saturation === null && isSuccess(record.outcome)) this.saturation = new SaturationWatch(nowMs)
    this.saturation?.addOpen(nowMs, open)
    if (record.firstTokenAtMs !== null) this.saturation?.addTtft(nowMs, record.firstTokenAtMs - record.dueAtMs)
    if (this.saturation === null || nowMs - this.startMs < quietMs || nowMs - this.judgedAtMs < judgeEveryMs) return false
    this.judgedAtMs = nowMs
    this.climbing = this.saturation.isClimbing ? this.climbing + 1 : 0
    return this.climbing >= timesInRow
  }
}
