/** A calibration in words: the same rows in the window, the terminal and the report. */
import { percentileTrust } from '../analysis/bands.ts'
import { missing, unitText, type Formatter } from '../format/formatter.ts'
import type { Translate } from '../format/translate.ts'
import type { SessionAnalysis } from '../model/analysis.ts'
import type { Calibration, ErrorStats } from '../model/calibration.ts'
import type { SessionMeta } from '../model/session.ts'

export interface CalibrationRow {
  /** Key of its definition in the catalogue. */
  readonly name: 'ttft' | 'gap' | 'stamp' | 'loop' | 'cpu' | 'load' | 'when'
  readonly label: string
  readonly value: string
}

/** p50 / p99 / max and n; p99 is left out where n does not carry it. */
export function errorText({ n, p50, p99, max }: ErrorStats, f: Formatter, t: Translate): string {
  const shownP99 = percentileTrust('p99', n) === 'hidden' ? missing : f.ms(p99)
  return `${f.ms(p50)} / ${shownP99} / ${f.ms(max)} · ${t('report:figureN', { n: f.count(n) })}`
}

export function loadText({ load }: Pick<Calibration, 'load'>, f: Formatter, t: Translate): string {
  return t('domain:calibration.loadValue', { count: load.streams, streams: f.count(load.streams), rate: f.full(load.tokensPerS, unitText.tokensPerS) })
}

/** The figures first, then what they are of. */
export function calibrationRows(calibration: Calibration, f: Formatter, t: Translate): readonly CalibrationRow[] {
  const { ttftErrorMs, gapErrorMs, stampErrorMs, loopDelayP99Ms, cpuSPer100kTokens, createdAtMs, runtime, hostname } = calibration
  const row = (name: CalibrationRow['name'], value: string): CalibrationRow => ({ name, label: t(`domain:calibration.${name}`), value })
  return [
    row('ttft', errorText(ttftErrorMs, f, t)),
    row('gap', errorText(gapErrorMs, f, t)),
    row('stamp', errorText(stampErrorMs, f, t)),
    row('loop', f.ms(loopDelayP99Ms)),
    row('cpu', cpuSPer100kTokens === null ? missing : `${f.number(cpuSPer100kTokens)} s`),
    row('load', loadText(calibration, f, t)),
    row('when', `${f.dateTime(createdAtMs)} · ${hostname ?? missing} · ${runtime}`),
  ]
}

/** One line: the error at p99 of first tokens and gaps, the load, and whether the session's token rate went beyond that or its stamps came from elsewhere. */
export function calibrationSentence({ calibration }: Pick<SessionMeta, 'calibration'>, { capacity, client }: Pick<SessionAnalysis, 'capacity' | 'client'>, f: Formatter, t: Translate): string {
  if (calibration === null) return t('domain:calibration.none')
  const { ttftErrorMs, gapErrorMs, load, createdAtMs } = calibration
  const p99 = ({ n, p99: value, max }: ErrorStats): string => f.ms(percentileTrust('p99', n) === 'hidden' ? max : value)
  const sentence = t('domain:calibration.sentence', { ttft: p99(ttftErrorMs), gap: p99(gapErrorMs), load: loadText(calibration, f, t), at: f.dateTime(createdAtMs) })
  const isBeyond = (capacity.bestOutputTokensPerS ?? 0) > load.streams * load.tokensPerS
  // Before the kernel stamped, the client always did.
  const isOtherwise = client.stampedBy !== null && client.stampedBy !== (calibration.stampedBy ?? 'client')
  return [
    sentence,
    ...(isBeyond ? [t('domain:calibration.beyond', { rate: f.tokensPerS(capacity.bestOutputTokensPerS) })] : []),
    ...(isOtherwise ? [t('domain:calibration.otherStamps', { by: t(`domain:client.stampedBy.${client.stampedBy}`) })] : []),
  ].join(t('report:listJoin'))
}
