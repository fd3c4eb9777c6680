/** Notices when going on makes no sense: nothing ever works, or the server is gone. */
import type { RequestRecord } from '../model/request.ts'
import type { SessionFailure } from '../model/session.ts'
import { isSuccess, type Outcome } from '../model/outcome.ts'
import { brokenEventCode } from '../protocol/classify.ts'

/** Connection failures in a row after which the server counts as gone. */
export const maxConnectionFailures = 20
/** Failures of any kind in a row, without a single success before, after which a run is given up. */
export const maxFailuresFromStart = 50

const connectionOutcomes: readonly Outcome[] = ['refused', 'reset-before-first-token', 'timeout-connect']
/** Failures that another try within seconds will not cure. */
const lasting: readonly Outcome[] = ['refused', 'timeout-connect', 'http-4xx', 'malformed', 'empty', 'context-overflow']

export class FailureWatch {
  private successes = 0
  private failuresFromStart = 0
  private connectionFailures = 0
  /** Some answer held what only a server of the right kind sends. */
  private speaksProtocol = false
  private last: RequestRecord | null = null

  get hasSuccess(): boolean {
    return this.successes > 0
  }

  /** Takes a finished request; returns the failure that ends the run, or null. */
  observe(record: RequestRecord): SessionFailure | null {
    if (record.outcome === 'cancelled') return null
    this.speaksProtocol ||= isOfTheProtocol(record)
    if (isSuccess(record.outcome)) {
      this.successes += 1
      this.connectionFailures = 0
      return null
    }
    this.last = record
    this.connectionFailures = connectionOutcomes.includes(record.outcome) ? this.connectionFailures + 1 : 0
    if (this.hasSuccess) return this.connectionFailures >= maxConnectionFailures ? died(record) : null
    this.failuresFromStart += 1
    const failure = startFailure(record, this.speaksProtocol)
    return isHopeless(record, failure) || this.failuresFromStart >= maxFailuresFromStart ? failure : null
  }

  /** The warm-up failed throughout, with something that won't pass by waiting. */
  afterWarmup(): SessionFailure | null {
    const { last } = this
    return last !== null && !this.hasSuccess && lasting.includes(last.outcome) ? startFailure(last, this.speaksProtocol) : null
  }

  /** The run is over: the failure of one that never had a success, else null. */
  atEnd(): SessionFailure | null {
    return this.last !== null && !this.hasSuccess ? startFailure(this.last, this.speaksProtocol) : null
  }
}

/** Failures of the very first requests that need no second look. */
function isHopeless(record: RequestRecord, failure: SessionFailure): boolean {
  return record.outcome === 'refused' || record.outcome === 'timeout-connect' || failure.code !== 'all-requests-failed'
}

/** One broken event after valid ones, or one that is too long, doesn't make it another protocol. */
function isOfTheProtocol({ outcome, chunkAtMs, finishReason, error }: RequestRecord): boolean {
  return isSuccess(outcome) || chunkAtMs.length > 0 || finishReason !== null || error?.code === brokenEventCode
}

function died(record: RequestRecord): SessionFailure {
  return { code: 'server-died', detail: wordsOf(record) }
}

function startFailure(record: RequestRecord, speaksProtocol: boolean): SessionFailure {
  return { code: startCode(record, speaksProtocol), detail: wordsOf(record) }
}

function startCode(record: RequestRecord, speaksProtocol: boolean): SessionFailure['code'] {
  const { outcome, httpStatus } = record
  if (outcome === 'refused' || outcome === 'timeout-connect') return 'server-unreachable'
  if (httpStatus === 401 || httpStatus === 403) return 'server-auth'
  if (speaksProtocol) return 'all-requests-failed'
  if (outcome === 'malformed' || httpStatus === 405 || httpStatus === 501) return 'server-not-openai'
  // A 404 about the model is an OpenAI-compatible server that lacks it; any other says that the route isn't there.
  const aboutModel = /model/iu.test(record.error?.message ?? '')
  return httpStatus === 404 && !aboutModel ? 'server-not-openai' : 'all-requests-failed'
}

function wordsOf(record: RequestRecord): string {
  return record.error?.message ?? record.outcome
}
