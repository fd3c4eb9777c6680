/** Named depths of a run: how long its stages last and how it gets there. */
import { fullPauseMs, shortPauseMs, thoroughMs } from './presets.ts'

export const depths = ['quick', 'standard', 'thorough'] as const
export type Depth = (typeof depths)[number]

/** Of a quick check in all, ms. */
const quickCheckMs = 30_000
/** Of each stage of a standard run, ms. */
const standardStageMs = 120_000

/** Length of each stage, ms: 30 s in all, 120 s a stage, or 10 minutes in all. In whole seconds. */
export function depthStageMs(depth: Depth, stageCount: number): number {
  if (depth === 'standard') return standardStageMs
  const allMs = depth === 'quick' ? quickCheckMs : thoroughMs
  return Math.ceil(allMs / 1000 / Math.max(1, stageCount)) * 1000
}

/** What else belongs to it: all but a quick check warm up until the speed has settled, and wait between stages for the machine to come to rest. */
export function depthPace(depth: Depth): { readonly pauseBetweenStagesMs: number; readonly warmupUntilSteady: boolean } {
  const isQuick = depth === 'quick'
  return { pauseBetweenStagesMs: isQuick ? shortPauseMs : fullPauseMs, warmupUntilSteady: !isQuick }
}

/** Users of the stages where nothing else is asked for. */
export function depthUsers(depth: Depth | undefined): readonly number[] {
  return depth === 'standard' || depth === 'thorough' ? [1, 2, 4, 8, 16] : [1, 2, 4, 8]
}
