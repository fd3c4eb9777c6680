/** Sorted figures of several sessions in one small picture; a hue and a dash tell them apart, as in the window. */
import type { Words } from '../../format/diagnosis-text.ts'
import { metricKey } from '../../format/translate.ts'
import type { ComparedStage, CurveMetric } from '../../model/comparison.ts'
import { html, Html } from './markup.ts'
import { linePath } from './paths.ts'
import { laneUnit, linearScale, logScale } from './scale.ts'

/** The window's tokens for runs. */
const inks = {
  dark: ['#5b9dff', '#f5a83a', '#9ff0d0', '#c94f9f', '#e6dc5a', '#a688fb', '#ff6b5e', '#c3cad4'],
  light: ['#0f4bb8', '#b86200', '#0a9183', '#8a1272', '#7d7400', '#5a2fc0', '#8f1024', '#7a8494'],
} as const
const dashes = ['', '5 3', '1.5 2.5', '7 3 1.5 3'] as const
/** Spread over so much that a linear axis would hide the lower part. */
const logSpread = 12

const [width, left, top, height] = [540, 52, 10, 140]
const plotWidth = width - left - 12

/** Added to the report's sheet. */
export function runRules(theme: 'light' | 'dark'): string {
  const rules = (of: 'light' | 'dark'): string => inks[of].map((ink, i) => `.r-${i}{stroke:${ink};stroke-dasharray:${dashes[i % dashes.length] || 'none'}}`).join('')
  return `${rules(theme)}svg.run{display:inline-block;width:22px;height:8px;margin:0 6px 0 0;vertical-align:middle}.banner ul,.card>ul{margin:4px 0 0;padding-left:18px}td{vertical-align:top}\n@media print{${rules('light')}}`
}

export function runMark(place: number): Html {
  return html`<svg class="run" viewBox="0 0 22 8" aria-hidden="true"><path class="line r-${place % inks.dark.length}" d="M0 4h22"/></svg>`
}

/** From the fastest to the slowest; null where no session has the figure. */
export function curveSvg({ f, t }: Words, { runs }: ComparedStage, metric: CurveMetric): Html | null {
  const curves = runs.flatMap((run, place) => (run?.curves[metric] ? [{ place, curve: run.curves[metric] }] : []))
  if (curves.length === 0) return null
  const highest = Math.max(...curves.map(({ curve }) => curve.valuesMs.at(-1) ?? 0))
  const least = Math.min(...curves.map(({ curve }) => curve.valuesMs[0] ?? 0))
  const unit = laneUnit('ms', highest)
  const scale = least > 0 && highest > logSpread * least ? logScale(least / unit.divisor, highest / unit.divisor, height) : linearScale(highest / unit.divisor, height)
  const rows = scale.ticks.map((tick) => {
    const y = Math.round(top + scale.y(tick)) + 0.5
    return html`<path class="grid" d="M${left} ${y}h${plotWidth}"/><text class="tick" x="${left - 6}" y="${y + 3.5}">${f.full(tick)}</text>`
  })
  const columns = [0, 25, 50, 75, 95].map((percentile) => html`<text class="time" x="${(left + (plotWidth * percentile) / 100).toFixed(1)}" y="${top + height + 14}">p${percentile}</text>`)
  const lines = curves.map(({ place, curve }) => {
    const points = Array.from(curve.shares, (share, i) => ({ x: left + plotWidth * share, y: top + scale.y(curve.valuesMs[i]! / unit.divisor) }))
    return html`<path class="line r-${place % inks.dark.length}" d="${new Html(linePath(points))}"/>`
  })
  return html`<svg viewBox="0 0 ${width} ${top + height + 18}" role="img" aria-label="${t('compare:curves')}: ${t(metricKey(metric, 'short'))}"><text x="0" y="10">${unit.label}</text>${rows}<path class="rule" d="M${left} ${top + height + 0.5}h${plotWidth}"/>${columns}${lines}</svg>`
}
