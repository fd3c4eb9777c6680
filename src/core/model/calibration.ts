/** What a calibration asks for and what it found: this machine's own error when it stamps tokens. */

import type { ClientHealth } from './client-health.ts'

/** `streams` answers open at once, each sending `tokensPerS` tokens a second, for about `durationMs`. */
export interface CalibrationLoad {
  readonly streams: number
  readonly tokensPerS: number
  readonly durationMs: number
}

export const calibrationWishes = ['auto', 'always', 'never'] as const
/** Whether to calibrate before a run: before thorough ones only, before any, or not. A recent calibration is used in any case. */
export type CalibrationWish = (typeof calibrationWishes)[number]

/** A calibration older than this is taken anew before a thorough run, ms: drivers, power plans and habits change. */
export const recentCalibrationMs = 7 * 24 * 3_600_000

/** Bounds of a load; what is outside of them is refused before anything starts. */
export const calibrationBounds = { maxStreams: 1024, maxTokensPerS: 1000, minDurationMs: 1_000, maxDurationMs: 60_000, maxTokens: 1_000_000 } as const

export const defaultCalibrationLoad: CalibrationLoad = { streams: 64, tokensPerS: 50, durationMs: 10_000 }

/** Absolute errors, |measured − true|, ms; null where there was nothing to compare. */
export interface ErrorStats {
  readonly n: number
  readonly p50: number | null
  readonly p99: number | null
  readonly max: number | null
}

export interface CalibrationFigures {
  readonly ttftErrorMs: ErrorStats
  readonly gapErrorMs: ErrorStats
  /** Of the stamps themselves: how much later than the server's hand-over to its socket a token was stamped. */
  readonly stampErrorMs: ErrorStats
  /** p99 of the stamping thread, in the worst but 5 % of the seconds. */
  readonly loopDelayP99Ms: number | null
  /** CPU-seconds of the stamping thread (of its process where it has one of its own) for 100,000 tokens. */
  readonly cpuSPer100kTokens: number | null
  /** Who stamped; absent in calibrations from before the kernel did. */
  readonly stampedBy?: ClientHealth['stampedBy'] | undefined
}

export interface Calibration extends CalibrationFigures {
  /** Wall clock, ms since the epoch. */
  readonly createdAtMs: number
  readonly hostname: string | null
  readonly cpuModel: string | null
  readonly appVersion: string
  /** Runtime of the engine, e.g. `Node 24.1.0`: the command line and the window run it in different ones. */
  readonly runtime: string
  readonly load: CalibrationLoad
}

/** What must be the same for a calibration to speak for a session; of the load, it must have been at least as wide. */
export interface CalibrationNeed {
  readonly hostname: string | null
  readonly appVersion: string
  readonly runtime: string
  readonly streams: number
}
