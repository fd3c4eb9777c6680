/** Where the model lies, and what its first answer cost. */

/** Where the server last said that the model lies. */
export interface Residency {
  readonly modelBytes: number
  /** Null where it does not tell. */
  readonly vramBytes: number | null
  /** Share 0..1 of the model in VRAM. */
  readonly vramShare: number | null
  /** Session ms. */
  readonly atMs: number
}

/** The first request after the model was unloaded. */
export interface ColdStart {
  readonly request: number
  readonly ttftMs: number
  /** By the server's own word; null where it gives none. */
  readonly loadMs: number | null
}
