/** How much work the service does: its best stage, and from where more users stop bringing more. */
import type { CapacitySummary, CompatibleFigures, StageAnalysis } from '../model/analysis.ts'
import { isSuccess } from '../model/outcome.ts'
import type { RequestRecord } from '../model/request.ts'
import type { Interval } from './window.ts'

/** Below this gain of throughput the next load level counts as flat. */
export const kneeGain = 0.1

/** What other tools print: successes only, over the whole stage from its start to its last answer. */
export function compatibleFigures(requests: readonly RequestRecord[], [startMs, endMs]: Interval): CompatibleFigures {
  const durationMs = endMs - startMs
  const successes = requests.filter(({ outcome }) => isSuccess(outcome))
  const sum = (read: (record: RequestRecord) => number | null) => {
    let total: number | null = null
    for (const record of successes) {
      const value = read(record)
      if (value !== null) total = (total ?? 0) + value
    }
    return total
  }
  const perS = (count: number | null) => (count === null || durationMs <= 0 ? null : (count / durationMs) * 1000)
  const output = sum((record) => record.outputTokens)
  const prompt = sum((record) => record.promptTokens)
  return {
    durationMs,
    successfulRequests: successes.length,
    requestsPerS: perS(successes.length),
    outputTokensPerS: perS(output),
    totalTokensPerS: perS(output === null || prompt === null ? null : output + prompt),
  }
}

type Level = Pick<StageAnalysis, 'index' | 'concurrency' | 'outputTokensPerS' | 'failureMark'>

/**
 * Best stage, and the knee: the first level (by users) whose next higher level brings less than 10 % more throughput. Levels with more
 * than 5 % failures take no part, unless there is no other.
 */
export function capacitySummary(stages: readonly Level[]): CapacitySummary {
  const sound = stages.filter(({ failureMark, outputTokensPerS }) => failureMark !== 'greyed' && (outputTokensPerS ?? 0) > 0)
  const levels = (sound.length > 0 ? sound : stages)
    .flatMap(({ index, concurrency, outputTokensPerS }) => (outputTokensPerS === null || outputTokensPerS <= 0 ? [] : [{ index, concurrency, tokensPerS: outputTokensPerS }]))
    .sort((a, b) => a.concurrency - b.concurrency || a.index - b.index)
  let best: (typeof levels)[number] | null = null
  for (const level of levels) if (best === null || level.tokensPerS > best.tokensPerS) best = level
  const knee = levels.find((level, i) => {
    const next = levels.slice(i + 1).find(({ concurrency }) => concurrency > level.concurrency)
    return next !== undefined && next.tokensPerS < level.tokensPerS * (1 + kneeGain)
  })
  return { bestStage: best?.index ?? null, bestOutputTokensPerS: best?.tokensPerS ?? null, kneeStage: knee?.index ?? null }
}
