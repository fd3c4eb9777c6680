/** What the core needs of a catalogue: a function; and where the domain's words are in it. */
import type { Band, EnergyGap, ErrorClass, MetricName } from '../model/analysis.ts'
import type { ClientInvalidReason } from '../model/client-health.ts'
import type { ErrorReadingId, ReadingEvidenceName } from '../model/error-chain.ts'
import type { Outcome } from '../model/outcome.ts'
import type { ApiKind, ServerEngine } from '../model/plan.ts'
import type { SessionEvent, SessionFailure, SessionStatus } from '../model/session.ts'
import type { MissingReason, SignalName } from '../model/telemetry.ts'
import type { RunPhase } from '../model/view.ts'

export type Language = 'en' | 'zh-CN'

/** A key `namespace:path.to.key` and its parameters; the catalogue in src/shared/i18n provides it. */
export type Translate = (key: string, params?: Readonly<Record<string, string | number | null>>) => string

/** Figures with a name and a definition that are no per-request metric. */
export const figureNames = [
  'maxGapMs', 'outputTokensPerS', 'offeredQps', 'achievedQps', 'completedQps', 'peakQps', 'measuredConcurrency', 'errorRate',
  'cachedPromptShare', 'steadyWindow', 'compatibleRequestsPerS', 'compatibleOutputTokensPerS', 'compatibleTotalTokensPerS',
  'scheduleLagMs', 'eventLoopDelayMs', 'clientCpuPercent', 'inFlight', 'concurrency',
  'maxConcurrency', 'stallShare', 'jitterMs', 'lateToEarly', 'prefillTokensPerS', 'stableQps',
] as const
export type FigureName = (typeof figureNames)[number]

/** Catalogue keys can't hold dots inside a segment. */
function segment(name: string): string {
  return name.replaceAll('.', '-')
}

export const metricKey = (name: MetricName | FigureName, part: 'name' | 'short' | 'definition'): string => `domain:metric.${name}.${part}`
/** Why there is no figure of energy. */
export const energyGapKey = (gap: EnergyGap): string => `domain:energyGap.${gap}`
export const outcomeKey = (outcome: Outcome): string => `domain:outcome.${outcome}`
export const errorClassKey = (errorClass: ErrorClass): string => `domain:errorClass.${errorClass}`
/** How a failure of this class that came first is to be read. */
export const errorReadingKey = (errorClass: ErrorClass): string => `domain:errorReading.${errorClass}`
/** What the order of a session's errors says. */
export const errorOrderKey = (id: ErrorReadingId): string => `domain:errorOrder.${id}`
export const errorEvidenceKey = (name: ReadingEvidenceName): string => `domain:errorEvidence.${name}`
export const statusKey = (status: SessionStatus): string => `domain:status.${status}`
export const phaseKey = (phase: RunPhase): string => `domain:phase.${phase}`
export const bandKey = (band: Band): string => `domain:band.${band}`
export const ttftBandKey = (band: Band): string => `domain:ttftBand.${band}`
export const tpotBandKey = (band: Band): string => `domain:tpotBand.${band}`
export const signalNameKey = (signal: SignalName): string => `domain:signal.${segment(signal)}`
export const reasonKey = (reason: MissingReason): string => `domain:reason.${reason}`
export const invalidReasonKey = (reason: ClientInvalidReason): string => `domain:invalid.${reason}`
export const failureKey = (code: SessionFailure['code'], part: 'title' | 'hint'): string => `domain:failure.${code}.${part}`
export const eventKey = (kind: SessionEvent['kind']): string => `domain:event.${kind}`
export const apiKey = (api: ApiKind): string => `domain:api.${api}`
export const engineKey = (engine: ServerEngine): string => `domain:engine.${segment(engine)}`
