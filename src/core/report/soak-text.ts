/** A soak's slices and drifts as cells, the same in terminal, report and window. */
import type { Drift, SoakAnalysis, SoakSlice } from '../model/analysis.ts'
import type { Formatter } from '../format/formatter.ts'
import type { Translate } from '../format/translate.ts'

/** Tables show at most so many slices, evenly chosen; the picture and the export have all. */
const shownSlices = 24

/** Headings, in the order of `soakCells`. */
export function soakColumns(t: Translate): readonly string[] {
  return ['slice', 'n', 'completed', 'throughput', 'ttftP50', 'ttftP95', 'tpotP50', 'failed', 'serverMemory'].map((name) => t(`report:soak.column.${name}`))
}

export function soakCells(slice: SoakSlice, f: Formatter): readonly string[] {
  return [
    `${f.instant(slice.fromMs)}–${f.instant(slice.toMs)}`, f.count(slice.n), f.perS(slice.completedQps), f.tokensPerS(slice.outputTokensPerS), f.ms(slice.ttftP50Ms), f.ms(slice.ttftP95Ms), f.ms(slice.tpotP50Ms),
    f.count(slice.failures), f.bytes(slice.serverBytes),
  ]
}

/** The slices that tables show, first and last among them. */
export function shownOf({ slices }: SoakAnalysis): readonly SoakSlice[] {
  if (slices.length <= shownSlices) return slices
  return Array.from({ length: shownSlices }, (_, i) => slices[Math.round((i * (slices.length - 1)) / (shownSlices - 1))]!)
}

function amount({ figure }: Drift, change: number, f: Formatter): string {
  const size = Math.abs(change)
  switch (figure) {
    case 'completedQps': return f.perS(size)
    case 'outputTokensPerS': return f.tokensPerS(size)
    case 'serverBytes': return f.bytes(size)
    case 'ttftP50Ms': case 'ttftP95Ms': case 'tpotP50Ms': return f.ms(size)
  }
}

/** Kendall's tau that only one in twenty figures without any drift reaches, by the normal approximation. */
function chanceTau(n: number): number {
  return 1.96 * Math.sqrt((2 * (2 * n + 5)) / (9 * n * (n - 1)))
}

/** One line a figure: how far it moves from the second slice to the last, absolutely and of its middle; or that no drift shows. */
export function driftLines({ drifts, sliceMs }: SoakAnalysis, f: Formatter, t: Translate): readonly string[] {
  return drifts.map((drift) => {
    const words = { figure: t(`report:soak.figure.${drift.figure}`), tau: f.number(drift.tau), n: f.count(drift.n) }
    if (Math.abs(drift.tau) <= chanceTau(drift.n)) return t('report:soak.noDrift', words)
    const change = drift.perHour * (((drift.n - 1) * sliceMs) / 3_600_000)
    return t('report:soak.drift', { ...words, sign: change < 0 ? '−' : '+', amount: amount(drift, change, f), share: drift.median === 0 ? f.share(null) : f.share(Math.abs(change / drift.median)) })
  })
}
