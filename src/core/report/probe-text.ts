/** What the probe user felt as cells of a table, the same in terminal, report and window. */
import type { ProbeFigures } from '../model/analysis.ts'
import { percentileTrust } from '../analysis/bands.ts'
import type { Formatter } from '../format/formatter.ts'
import type { Translate } from '../format/translate.ts'

/** Headings, in the order of `probeCells`. */
export function probeColumns(t: Translate): readonly string[] {
  return ['n', 'ttftP50', 'ttftP95', 'tpotP50', 'e2eP50', 'failed'].map((name) => t(`report:probe.${name}`))
}

/** A p95 of few requests carries a mark, as everywhere. */
export function probeCells({ requests, failures, ttftMs, tpotMs, e2eMs }: ProbeFigures, f: Formatter): readonly string[] {
  const p95 = ttftMs.p95 !== null && percentileTrust('p95', ttftMs.n) === 'dimmed' ? `${f.ms(ttftMs.p95)} *` : f.ms(ttftMs.p95)
  return [f.count(ttftMs.n), f.ms(ttftMs.p50), p95, f.ms(tpotMs.p50), f.ms(e2eMs.p50), requests === 0 ? f.count(0) : `${f.count(failures)} / ${f.count(requests)}`]
}
