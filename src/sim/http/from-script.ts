/** Feeds an answer from a script: each write at its absolute time, whatever else the server does. */
import type { ScriptPlan } from '../script/plan.ts'
import { nowMs } from '../time/clock.ts'
import type { SimulatorContext } from './context.ts'
import type { Job } from './generate.ts'
import { openAnswer } from './open-answer.ts'
import { sendError } from './reply.ts'
import { scriptedError } from './strikes.ts'

/** Plays the script; `slow-first` moves all of it. */
export function answerFromScript(context: SimulatorContext, job: Job, script: ScriptPlan): void {
  const { response } = job
  if (script.httpStatus !== null) {
    if (script.httpStatus === 429 || script.httpStatus === 503) response.setHeader('retry-after', '1')
    return sendError(response, scriptedError(script.httpStatus))
  }
  const { faults } = context.config
  const tokensPerWrite = script.chunksPerWrite * faults.tokensPerChunk
  const startMs = job.receivedNs / 1e6 + faults.slowFirstMs
  let gone = false
  const answer = openAnswer(context, job, {
    outputTokens: script.offsetsMs.length * tokensPerWrite,
    chunksPerWrite: script.chunksPerWrite,
    streamBreak: script.streamBreak ?? faults.streamBreak,
    mode: 'script',
    onGone: () => (gone = true),
  })
  const play = (index: number): void => {
    const offsetMs = script.offsetsMs[index]
    if (offsetMs === undefined) return finish()
    context.scheduler.at(startMs + offsetMs, (dueMs) => {
      if (gone) return
      if (index === 0) context.metrics.firstToken(nowMs() - job.receivedNs / 1e6)
      context.metrics.tokens(tokensPerWrite)
      if (answer.advance(tokensPerWrite, dueMs)) play(index + 1)
    })
  }
  const finish = (): void => {
    answer.finish('length')
    context.metrics.success('length', nowMs() - job.receivedNs / 1e6)
  }
  play(0)
}
