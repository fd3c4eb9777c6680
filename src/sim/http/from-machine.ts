/** Feeds an answer from the simulated machine. */
import { nowMs } from '../time/clock.ts'
import type { SimulatorContext } from './context.ts'
import type { AnswerLength, Job } from './generate.ts'
import { openAnswer } from './open-answer.ts'
import { sendError } from './reply.ts'
import { queueFull } from './strikes.ts'

/** Queues the job and streams its tokens as the machine's steps end. */
export function answerFromMachine(context: SimulatorContext, job: Job, length: AnswerLength): void {
  const { slowFirstMs } = context.config.faults
  const waitMs = slowFirstMs + job.loadMs
  if (waitMs === 0) submit(context, job, length)
  else context.scheduler.at(job.receivedNs / 1e6 + waitMs, () => submit(context, job, length))
}

function submit(context: SimulatorContext, job: Job, length: AnswerLength): void {
  const { machine, metrics } = context
  const { request, response, id } = job
  if (response.destroyed) return
  const receivedMs = job.receivedNs / 1e6
  const spec = { id, promptTokens: request.promptTokens, cachedTokens: job.cachedTokens, outputTokens: length.tokens }
  const refusal = machine.submit(spec, (event, dueMs) => {
    metrics.tokens(1)
    if (event.index === 0) metrics.firstToken(nowMs() - receivedMs)
    if (!answer.advance(1, dueMs)) return machine.cancel(id)
    if (!event.last) return
    answer.finish(length.reason)
    metrics.success(length.reason, nowMs() - receivedMs)
  })
  if (refusal !== null) return sendError(response, queueFull)
  // Tokens come from later steps, so the answer is open before the first of them.
  const answer = openAnswer(context, job, {
    outputTokens: length.tokens,
    chunksPerWrite: 1,
    streamBreak: context.config.faults.streamBreak,
    mode: 'model',
    onGone: () => machine.cancel(id),
  })
}
