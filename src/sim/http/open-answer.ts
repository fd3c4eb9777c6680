/** Opens the answer to a job in the form the client asked for, and ties it to the client's presence. */
import type { Faults, StreamBreak } from '../faults/faults.ts'
import type { TruthRecord } from '../script/truth.ts'
import { createWholeAnswer } from './answer.ts'
import type { Answer } from './answer.ts'
import type { SimulatorContext } from './context.ts'
import { AnswerEncoder } from './encoder.ts'
import type { AnswerStyle } from './encoder.ts'
import type { Job } from './generate.ts'
import { StreamAnswer } from './stream-answer.ts'
import { isChat } from './wire/wire.ts'

/** How a source wants its answer opened. */
export type AnswerPlan = {
  readonly outputTokens: number
  readonly chunksPerWrite: number
  readonly streamBreak: StreamBreak | null
  readonly mode: TruthRecord['mode']
  /** The client left before the end. */
  readonly onGone: () => void
}

/** Share of an answer that is reasoning, where there is any. */
const reasoningShare = 0.4

/** Sends the headers (when streaming) and returns the answer to feed. */
export function openAnswer(context: SimulatorContext, job: Job, plan: AnswerPlan): Answer {
  const { request, response, text } = job
  const { faults } = context.config
  const style = answerStyle(context, job, plan)
  const record = context.truth.begin(request.requestId ?? job.id, plan.mode, job.receivedNs)
  response.once('close', () => {
    context.truth.end(record, response.writableFinished ? 'ok' : 'cancelled')
    plan.onGone()
  })
  if (!request.stream) return createWholeAnswer(response, style, text, !faults.noUsage)
  const answer = new StreamAnswer({
    response,
    encoder: new AnswerEncoder(style, text),
    streamBreak: plan.streamBreak,
    withUsage: request.includeUsage && !faults.noUsage,
    loadMs: job.loadMs,
    keepOpen: faults.keepOpenAfterDone,
    truth: context.truth,
    record,
  })
  keepPinging(context, job, answer, record, faults)
  return answer
}

function answerStyle(context: SimulatorContext, job: Job, plan: AnswerPlan): AnswerStyle {
  const { config } = context
  const { request } = job
  const reasons = config.faults.reasoning && isChat(request.endpoint)
  return {
    id: job.id,
    created: Math.floor(Date.now() / 1000),
    model: config.model,
    endpoint: request.endpoint,
    usage: {
      promptTokens: request.promptTokens,
      cachedTokens: job.cachedTokens,
      outputTokens: plan.outputTokens,
      reasoningTokens: reasons ? Math.floor(plan.outputTokens * reasoningShare) : 0,
    },
    continuousUsage: request.continuousUsage && !config.faults.noUsage,
    tokensPerChunk: config.faults.tokensPerChunk,
    chunksPerWrite: plan.chunksPerWrite,
    breakAfterChunks: plan.streamBreak?.afterChunks ?? Number.POSITIVE_INFINITY,
    crlf: config.faults.crlf,
    noSpace: config.faults.noSpace,
  }
}

/** Comments from now until the first content chunk, as servers send while they read a long prompt. */
function keepPinging(context: SimulatorContext, job: Job, answer: StreamAnswer, record: TruthRecord, faults: Faults): void {
  const everyMs = faults.pingEveryMs
  if (everyMs === null) return
  const ping = (dueMs: number): void => {
    if (record.chunkNs.length > 0 || record.outcome !== 'open') return
    answer.comment('ping')
    context.scheduler.at(dueMs + everyMs, ping)
  }
  context.scheduler.at(job.receivedNs / 1e6 + everyMs, ping)
}
