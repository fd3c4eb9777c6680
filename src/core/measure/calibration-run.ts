/** The run behind a calibration: what the simulator is told to send, and what the engine is told to ask for. */
import { calibrationBounds, type CalibrationLoad } from '../model/calibration.ts'
import type { Plan } from '../model/plan.ts'
import { sixtySecondCheck } from '../model/presets.ts'

/** First tokens are spread in mixed order, so that requests arrive one at a time as those of real users do. */
const phases = 251
const phaseMs = 2.03
const phaseStride = 97
const firstTokenMs = 100
const meanFirstTokenMs = firstTokenMs + ((phases - 1) * phaseMs) / 2
/** Answers to a stream, so that there are several first tokens. */
const answersWanted = 5
const answerBoundsMs = [300, 3_000] as const
const seed = 1
const drainMs = 60_000
const promptTokens = 16

/** One scripted answer in the simulator's own words. */
export interface AnswerScript {
  readonly firstTokenMs: number
  readonly gapsMs: { readonly gapMs: number; readonly count: number }
}

/** Tokens of each answer. */
export function answerTokens({ tokensPerS, durationMs }: CalibrationLoad): number {
  const answerMs = Math.min(answerBoundsMs[1], Math.max(answerBoundsMs[0], durationMs / answersWanted))
  return Math.max(2, Math.round((tokensPerS * answerMs) / 1000))
}

/** Answers of each stream that count; one more comes first and warms both sides up. */
export function answersPerStream(load: CalibrationLoad): number {
  const answerMs = meanFirstTokenMs + ((answerTokens(load) - 1) * 1000) / load.tokensPerS
  return Math.max(1, Math.round(load.durationMs / answerMs))
}

export interface LoadIssue {
  readonly key: 'streams' | 'rate' | 'time' | 'tokens'
  readonly params: Readonly<Record<string, number>>
}

/** Why a load is refused; null when it is fine. */
export function loadIssue(load: CalibrationLoad): LoadIssue | null {
  const { maxStreams, maxTokensPerS, minDurationMs, maxDurationMs, maxTokens } = calibrationBounds
  const isWhole = Number.isInteger(load.streams)
  if (!isWhole || load.streams < 1 || load.streams > maxStreams) return { key: 'streams', params: { max: maxStreams } }
  if (!(load.tokensPerS >= 1 && load.tokensPerS <= maxTokensPerS)) return { key: 'rate', params: { max: maxTokensPerS } }
  if (!(load.durationMs >= minDurationMs && load.durationMs <= maxDurationMs)) return { key: 'time', params: { min: minDurationMs / 1000, max: maxDurationMs / 1000 } }
  const tokens = load.streams * (answersPerStream(load) + 1) * answerTokens(load)
  return tokens > maxTokens ? { key: 'tokens', params: { tokens, max: maxTokens } } : null
}

/** Given to the simulator as its scripts, used in turn: answers of one shape that begin at different times. */
export function calibrationScripts(load: CalibrationLoad): readonly AnswerScript[] {
  const gapsMs = { gapMs: 1000 / load.tokensPerS, count: answerTokens(load) - 1 }
  return Array.from({ length: phases }, (_, i) => ({ firstTokenMs: firstTokenMs + ((i * phaseStride) % phases) * phaseMs, gapsMs }))
}

/** What the engine runs against it: one stage of `streams` users. */
export function calibrationPlan(apiBaseUrl: string, model: string, load: CalibrationLoad): Plan {
  const target = { name: 'calibration', engine: 'llm-dyno-simulator', engineVersion: null, api: 'openai-chat', apiBaseUrl, model, simulated: true } as const
  return {
    ...sixtySecondCheck(target, seed),
    workload: { shape: 'custom', promptTokens, outputTokens: answerTokens(load) },
    stages: [{ concurrency: load.streams }],
    stageDurationMs: null,
    stageRequests: load.streams * (answersPerStream(load) + 1),
    warmupRequests: 0,
    drainMs,
    telemetry: { enabled: false, baselineMs: 0, tailMs: 0 },
  }
}
