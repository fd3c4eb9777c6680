/** Two small pictures of one load level: time per token by position, and TTFT by prompt length. */
import type { PrefillPoint } from '../../analysis/prefill.ts'
import type { Words } from '../../format/diagnosis-text.ts'
import { positionPoints } from '../../format/position-text.ts'
import { prefillLine } from '../../format/prefill-text.ts'
import { metricKey } from '../../format/translate.ts'
import type { PositionProfile, PrefillSlope } from '../../model/analysis.ts'
import { html, type Html } from './markup.ts'
import { dotPath, linePath, type Point } from './paths.ts'
import { laneUnit, linearScale } from './scale.ts'

const width = 540
const left = 44
const plotWidth = width - left - 12
const top = 22
const height = 110
/** As many as the slope itself is made from. */
const maxDots = 600

interface Frame {
  readonly x: (value: number) => number
  readonly y: (value: number) => number
  readonly grid: Html
}

interface Legend {
  readonly mark: Html
  readonly label: string
}

/** Both axes begin at 0: what looks like a slope must be one. */
function frame({ f, t }: Words, maxX: number, maxMs: number, xTitle: string, yTitle: string, legend: readonly Legend[]): Frame {
  const unit = laneUnit('ms', maxMs)
  const across = linearScale(maxX, plotWidth, maxX)
  const up = linearScale(maxMs / unit.divisor, height)
  const x = (value: number): number => left + plotWidth - across.y(value)
  const y = (value: number): number => top + up.y(value / unit.divisor)
  const rows = up.ticks.map((tick) => {
    const at = Math.round(y(tick * unit.divisor)) + 0.5
    return html`<path class="grid" d="M${left} ${at}h${plotWidth}"/><text class="tick" x="${left - 6}" y="${at + 3.5}">${f.full(tick)}</text>`
  })
  const bottom = top + height
  const columns = across.ticks.map((tick) => html`<text class="time" x="${x(tick).toFixed(1)}" y="${bottom + 14}">${f.count(tick)}</text>`)
  const keys = legend.map(({ mark, label }, i) => html`<g transform="translate(${width - 12 - (legend.length - i) * 92} 10)">${mark}<text x="22">${label}</text></g>`)
  const grid = html`<text x="0" y="10">${t('report:pace.axis', { title: yTitle, unit: unit.label })}</text>${keys}${rows}<path class="rule" d="M${left} ${bottom + 0.5}h${plotWidth}"/>${columns}<text class="tick" x="${width - 12}" y="${bottom + 28}">${xTitle}</text>`
  return { x, y, grid }
}

function picture(label: string, inside: Html): Html {
  return html`<svg viewBox="0 0 ${width} ${top + height + 32}" role="img" aria-label="${label}">${inside}</svg>`
}

const lineMark = (hue: string, dash: boolean): Html => html`<path class="line s-${hue}${dash ? ' dash thin' : ''}" d="M0 -4h16"/>`

/** Median and p95 of each part, drawn in its middle; every point says its numbers. */
export function positionPlot(words: Words, positions: PositionProfile): Html {
  const { t } = words
  const points = positionPoints(words, positions)
  const reach = points.at(-1)?.toToken ?? 1
  const highest = points.reduce((most, { medianMs, p95Ms }) => Math.max(most, medianMs, p95Ms ?? 0), 0)
  const hasP95 = points.some(({ p95Ms }) => p95Ms !== null)
  const legend = [{ mark: lineMark('tpot', false), label: 'p50' }, ...(hasP95 ? [{ mark: lineMark('tpot', true), label: 'p95' }] : [])]
  const { x, y, grid } = frame(words, reach, highest, t('report:pace.position.axis'), t('report:pace.position.unit'), legend)
  const at = (value: number | null, token: number): Point | null => (value === null ? null : { x: x(token), y: y(value) })
  const dots = points.map(({ atToken, medianMs, text }) => html`<circle class="f-tpot" cx="${x(atToken).toFixed(1)}" cy="${y(medianMs).toFixed(1)}" r="2.5"><title>${text}</title></circle>`)
  const p95 = hasP95 ? html`<path class="line dash thin s-tpot" d="${linePath(points.map(({ p95Ms, atToken }) => at(p95Ms, atToken)))}"/>` : null
  const label = t('report:pace.position.alt', { parts: words.f.count(points.length), to: words.f.count(reach) })
  return picture(label, html`${grid}${p95}<path class="line s-tpot" d="${linePath(points.map(({ medianMs, atToken }) => at(medianMs, atToken)))}"/>${dots}`)
}

/** Requests as dots, and the line through them. */
export function prefillPlot(words: Words, all: readonly PrefillPoint[], slope: PrefillSlope): Html {
  const { f, t } = words
  const stride = Math.max(1, Math.ceil(all.length / maxDots))
  const points = all.filter((_, i) => i % stride === 0)
  let [longest, shortest, highest] = [1, Infinity, 1]
  for (const { tokens, ttftMs } of points) {
    longest = Math.max(longest, tokens)
    shortest = Math.min(shortest, tokens)
    highest = Math.max(highest, ttftMs)
  }
  const legend = [{ mark: html`<path class="dots s-ttft" d="M8 -4h0"/>`, label: t('report:pace.prefill.point') }, { mark: lineMark('ttft', false), label: t('report:pace.prefill.line') }]
  const { x, y, grid } = frame(words, longest, highest, t('report:pace.prefill.axis'), t(metricKey('ttftMs', 'short')), legend)
  const dots = html`<path class="dots s-ttft" d="${dotPath(points.map(({ tokens, ttftMs }) => ({ x: x(tokens), y: y(ttftMs) })))}"/>`
  const line = (prefillLine(slope, shortest, longest) ?? []).map(({ tokens, ttftMs }) => ({ x: x(tokens), y: y(ttftMs) }))
  return picture(t('report:pace.prefill.alt', { n: f.count(all.length) }), html`${grid}${dots}<path class="line s-ttft" d="${linePath(line)}"/>`)
}
