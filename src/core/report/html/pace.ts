/** Pace and steadiness in the report: a row a level, and small pictures of the pace by position and of TTFT by prompt length. */
import { prefillPoints } from '../../analysis/prefill.ts'
import { sentWithin } from '../../analysis/window.ts'
import { loadText } from '../../format/load-text.ts'
import { missing } from '../../format/formatter.ts'
import { rangeRows, stageRows, type FigureRow } from '../../format/pace-rows.ts'
import { positionSentence } from '../../format/position-text.ts'
import { prefillSentence } from '../../format/prefill-text.ts'
import { metricKey } from '../../format/translate.ts'
import type { Words } from '../../format/diagnosis-text.ts'
import type { SessionAnalysis, StageAnalysis } from '../../model/analysis.ts'
import type { RequestRecord } from '../../model/request.ts'
import { byLoad, figureOf, paceColumns } from '../pace-text.ts'
import { html, type Content, type Html } from './markup.ts'
import { positionPlot, prefillPlot } from './pace-plots.ts'

function figureCell(found: FigureRow | null): Html {
  if (found === null) return html`<td></td>`
  const tip = [found.full, found.of, found.note].filter((part) => part !== null && part !== missing).join('\n')
  return html`<td title="${tip}">${found.value}${found.interval === null ? null : html`<div class="ci">${found.interval}</div>`}</td>`
}

function figureRow(load: string, rows: readonly FigureRow[], gaps: string): Html {
  return html`<tr><th scope="row">${load}</th>${paceColumns.map((name) => figureCell(figureOf(rows, name)))}<td>${gaps}</td></tr>`
}

function table(words: Words, { stages, overall }: SessionAnalysis): Html {
  const { f, t } = words
  const gaps = ({ pace }: Pick<StageAnalysis, 'pace'>): string => f.count(pace?.n ?? 0)
  return html`<div class="scroll"><table><thead><tr><th scope="col">${t('report:column.load')}</th>${paceColumns.map((name) => html`<th scope="col" title="${t(metricKey(name, 'definition'))}">${t(`report:pace.column.${name}`)}</th>`)}<th scope="col">${t('report:pace.column.gaps')}</th></tr></thead>
<tbody>${stages.map((stage) => figureRow(loadText(words, stage) ?? missing, stageRows(words, stage), gaps(stage)))}${stages.length > 1 ? figureRow(t('report:pace.session'), rangeRows(words, overall), gaps(overall)) : null}</tbody></table></div>`
}

function plot(load: string, title: string, picture: Html, sentence: string): Html {
  return html`<figure class="plot"><figcaption><b>${load}</b> ${title}</figcaption>${picture}<p class="note">${sentence}</p></figure>`
}

function plots(words: Words, stage: StageAnalysis, requests: readonly RequestRecord[]): readonly Html[] {
  const { t } = words
  const load = loadText(words, stage) ?? missing
  const sent = stage.prefill.msPerToken === null || stage.windowMs === null ? [] : sentWithin(requests.filter((one) => one.stage === stage.index && !one.warmup), stage.windowMs)
  return [
    ...(stage.positions === null ? [] : [plot(load, t('report:pace.position.title'), positionPlot(words, stage.positions), positionSentence(words, stage))]),
    ...(sent.length === 0 ? [] : [plot(load, t('report:pace.prefill.title'), prefillPlot(words, prefillPoints(sent), stage.prefill), prefillSentence(words, stage))]),
  ]
}

/** What each level is steady by, and why there is no picture where there is none. */
function remarks(words: Words, stages: readonly StageAnalysis[]): Content {
  const lines = [
    ...byLoad(words, stages, (stage) => figureOf(stageRows(words, stage), 'steadyWindow')?.note ?? ''),
    ...byLoad(words, stages, (stage) => (stage.positions === null ? positionSentence(words, stage) : null)),
    ...byLoad(words, stages, (stage) => (stage.prefill.msPerToken === null ? prefillSentence(words, stage) : null)),
  ]
  return lines.map((line) => html`<p class="note">${line}</p>`)
}

/** All of it; requests are the session's own. */
export function paceSection(words: Words, analysis: SessionAnalysis, requests: readonly RequestRecord[]): Html {
  const { t } = words
  if (analysis.stages.length === 0) return html`<p class="muted">${t('report:noStages')}</p>`
  const drawn = analysis.stages.flatMap((stage) => plots(words, stage, requests))
  return html`<p class="note">${t('report:pace.note')}</p>${table(words, analysis)}<div class="remarks">${remarks(words, analysis.stages)}</div>
${drawn.length === 0 ? null : html`<div class="plots">${drawn}</div>`}`
}
