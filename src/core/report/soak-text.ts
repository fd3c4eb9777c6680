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

function amount({ figure, perHour }: Drift, f: Formatter): string {
  const size = Math.abs(perHour)
  switch (figure) {
    case 'completedQps': return f.perS(size)
    case 'outputTokensPerS': return f.tokensPerS(size)
    case 'serverBytes': return f.bytes(size)
    case 'ttftP50Ms': case 'ttftP95Ms': case 'tpotP50Ms': return f.ms(size)
  }
}

/** One line a figure: how much it moves an hour, absolutely and of its middle, and how steadily. */
export function driftLines({ drifts }: SoakAnalysis, f: Formatter, t: Translate): readonly string[] {
  return drifts.map((drift) => t('report:soak.drift', {
    figure: t(`report:soak.figure.${drift.figure}`),
    sign: drift.perHour < 0 ? '−' : '+',
    amount: amount(drift, f),
    share: drift.median === 0 ? f.share(null) : f.share(Math.abs(drift.perHour / drift.median)),
    tau: f.number(drift.tau),
    n: f.count(drift.n),
  }))
}
