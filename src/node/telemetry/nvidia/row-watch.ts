/** How long the loop may be silent before it counts as frozen. */

/** Allows four periods of silence; on machines where a round takes longer than asked, four such rounds. */
export class RowWatch {
  readonly #periodMs: number
  #lastMs: number | null = null
  #longestUsualMs = 0

  constructor(periodMs: number) {
    this.#periodMs = periodMs
  }

  limitMs(nowMs: number): number {
    const gapMs = this.#lastMs === null ? 0 : nowMs - this.#lastMs
    this.#lastMs = nowMs
    this.#longestUsualMs = Math.max(gapMs, this.#longestUsualMs * 0.9)
    return 4 * Math.max(this.#periodMs, this.#longestUsualMs)
  }
}
