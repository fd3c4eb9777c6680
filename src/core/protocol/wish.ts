/** What a plan asks of each request, for the adapter that words it. */
import type { Plan } from '../model/plan.ts'
import type { Message, Wish } from './adapters/adapter.ts'

const contextStepTokens = 1024
const minContextTokens = 2048
/** A prompt may turn out longer than planned, by its template and by words that make more tokens than expected. */
const promptReserve = 1.5

/** Room for the plan's prompts and answers: the same for all of its requests, since a server reloads its model to change it. */
export function contextTokensOf({ promptTokens, outputTokens }: Plan['workload']): number {
  const needed = promptTokens * promptReserve + outputTokens + 256
  return Math.max(minContextTokens, Math.ceil(needed / contextStepTokens) * contextStepTokens)
}

export function wishOf(plan: Plan, messages: readonly Message[], seed: number): Wish {
  const { target, workload, temperature } = plan
  return { model: target.model, messages, outputTokens: workload.outputTokens, contextTokens: contextTokensOf(workload), temperature, seed }
}
