/** Energy of the graphics boards, and the machine at rest. */

/** Why there is no figure of energy. */
export type EnergyGap = 'no-power' | 'idle' | 'too-short' | 'coverage' | 'no-tokens'

/** Energy of the graphics boards alone, over the time from the first request sent to the last token. */
export interface EnergyFigures {
  /** Cards in use. */
  readonly gpus: number
  readonly windowMs: number
  /** Output tokens of successful requests. */
  readonly tokens: number
  /** Share 0..1 of the time with power samples. */
  readonly coverage: number | null
  readonly grossJ: number | null
  /** Less the power at rest before the run; null where that is not known. */
  readonly netJ: number | null
  readonly grossJPerToken: number | null
  readonly netJPerToken: number | null
  readonly reason: EnergyGap | null
}

/** Means over a time without requests, session ms. */
export interface RestFigures {
  readonly fromMs: number
  readonly toMs: number
  readonly cpuPercent: number | null
  readonly gpuPowerW: number | null
  readonly memoryBytes: number | null
  /** Memory of the server's processes that is theirs alone. */
  readonly serverOwnBytes: number | null
}

export interface EnergyReport {
  readonly overall: EnergyFigures
  /** In order of the stages. */
  readonly stages: readonly EnergyFigures[]
  readonly before: RestFigures | null
  readonly after: RestFigures | null
}
