/** The failures of a session: classes, the first strike, the order. */
import type { Outcome } from './outcome.ts'

export type ErrorClass =
  | 'http-4xx' | 'http-5xx' | 'timeout' | 'connection' | 'inference' | 'oom' | 'input-too-long' | 'rejected'

export interface ErrorStrike {
  readonly atMs: number
  readonly stage: number
  readonly warmup: boolean
  readonly request: number
  readonly outcome: Outcome
  readonly errorClass: ErrorClass
  readonly httpStatus: number | null
  readonly message: string | null
}

export interface ErrorReport {
  readonly total: number
  readonly firstStrike: ErrorStrike | null
  readonly byOutcome: Readonly<Partial<Record<Outcome, number>>>
  readonly byClass: Readonly<Partial<Record<ErrorClass, number>>>
  /** The first occurrence of each outcome, in order of time, with how many followed. */
  readonly order: readonly (ErrorStrike & { readonly count: number; readonly lastAtMs: number })[]
}
