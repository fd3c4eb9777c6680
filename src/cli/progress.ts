/** Progress of a run: one line that rewrites itself on a terminal, a plain line for each change elsewhere. */
import { seriesLength, seriesPosition } from '../core/model/repeats.ts'
import type { RunProgress } from '../core/model/view.ts'
import { formatterFor, loadText } from '../core/format/index.ts'
import { createTranslate, type Language } from '../shared/i18n/index.ts'

export interface ProgressSink {
  readonly isTTY: boolean
  readonly columns: number
  write(text: string): void
}

export class ProgressPrinter {
  readonly #sink: ProgressSink
  readonly #line: (progress: RunProgress) => string
  #lastPhase = ''

  constructor(sink: ProgressSink, language: Language) {
    this.#sink = sink
    const t = createTranslate(language)
    const format = formatterFor(language)
    this.#line = (progress) => {
      const { phase, stage, stageCount, fraction, etaMs, stopping } = progress
      const place = progress.place === null ? [] : [t('series:progress', { position: seriesPosition(progress.place), length: seriesLength(progress.place) })]
      const parts = [...place, t(`domain:phase.${phase}`)]
      if (stage !== null) parts.push(t(stageCount === null ? 'cli:trial' : 'cli:stage', { stage: stage + 1, of: stageCount, load: loadText({ f: format, t }, progress) }))
      if (fraction !== null) parts.push(format.share(fraction))
      if (etaMs !== null) parts.push(t('cli:left', { time: format.clock(etaMs) }))
      if (stopping !== 'no') parts.push(t(`cli:stopping.${stopping}`))
      return parts.join(' · ')
    }
  }

  update(progress: RunProgress): void {
    const line = this.#line(progress)
    if (this.#sink.isTTY) {
      this.#sink.write(`\r\u001B[2K${line.slice(0, Math.max(20, this.#sink.columns - 1))}`)
      return
    }
    const phase = `${progress.sessionId}/${progress.phase}/${progress.stage ?? ''}/${progress.stopping}`
    if (phase === this.#lastPhase) return
    this.#lastPhase = phase
    this.#sink.write(`${line}\n`)
  }

  /** Leaves the terminal on a fresh line. */
  end(): void {
    if (this.#sink.isTTY) this.#sink.write('\r\u001B[2K')
  }
}
