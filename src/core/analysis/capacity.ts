/** How much work the service does: its best stage, and from where more users stop bringing more. */
import type { CapacitySummary, CompatibleFigures, StageAnalysis } from '../model/analysis.ts'
import { loadLevel } from '../model/load.ts'
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

/** From the lightest rate up, as long as each held. */
function stableQps(stages: readonly Held[], hasSlo: boolean): CapacitySummary['stableQps'] {
  const judged = stages.filter(({ hold }) => hold !== null).toSorted((a, b) => loadLevel(a) - loadLevel(b))
  const failed = judged.find(({ hold }) => hold?.holds === false)
  const stable = judged.findLast((stage) => stage.hold?.holds === true && (failed === undefined || loadLevel(stage) < loadLevel(failed)))
  return stable === undefined ? null : { perS: Math.min(loadLevel(stable), stable.offeredQps ?? Number.POSITIVE_INFINITY), stage: stable.index, by: hasSlo ? 'slo' : 'trend' }
}

type Held = Pick<StageAnalysis, 'index' | 'concurrency' | 'ratePerS' | 'rampTo' | 'hold' | 'offeredQps'>
type Level = Pick<StageAnalysis, 'index' | 'concurrency' | 'ratePerS' | 'rampTo' | 'outputTokensPerS' | 'offeredQps' | 'completedQps' | 'failureMark'>

/** What a level must bring more than the one before not to count as flat: 10 %, or half of what it asks for more where rates are set finely. */
function requiredGain(from: number, to: number, isRate: boolean): number {
  return isRate ? Math.min(kneeGain, (to / from - 1) / 2) : kneeGain
}

/** Whether the server completed what a rate offered; then little throughput only means that little was asked. */
const keptUpShare = 0.9

function hasKeptUp({ offeredQps, completedQps }: Level): boolean {
  return offeredQps !== null && completedQps !== null && completedQps >= keptUpShare * offeredQps
}

/** Best stage, and the knee: the first level (by users or rate) whose next higher level brings less than 10 % more throughput; under a rate, only if that level fell behind. Levels with more than 5 % failures take no part, unless there is no other. */
export function capacitySummary(stages: readonly (Level & Held)[], hasSlo = false): CapacitySummary {
  const sound = stages.filter(({ failureMark, outputTokensPerS }) => failureMark !== 'greyed' && (outputTokensPerS ?? 0) > 0)
  const levels = (sound.length > 0 ? sound : stages)
    .flatMap((stage) => (stage.outputTokensPerS === null || stage.outputTokensPerS <= 0
      ? []
      : [{ index: stage.index, load: loadLevel(stage), isRate: stage.ratePerS !== null, keptUp: stage.ratePerS !== null && hasKeptUp(stage), tokensPerS: stage.outputTokensPerS }]))
    .sort((a, b) => a.load - b.load || a.index - b.index)
  let best: (typeof levels)[number] | null = null
  for (const level of levels) if (best === null || level.tokensPerS > best.tokensPerS) best = level
  const knee = levels.find((level, i) => {
    const next = levels.slice(i + 1).find(({ load }) => load > level.load)
    return next !== undefined && !next.keptUp && next.tokensPerS < level.tokensPerS * (1 + requiredGain(level.load, next.load, level.isRate))
  })
  return { bestStage: best?.index ?? null, bestOutputTokensPerS: best?.tokensPerS ?? null, kneeStage: knee?.index ?? null, stableQps: stableQps(stages, hasSlo) }
}
