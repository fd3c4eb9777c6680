/** Pace and steadiness in the report: a row a level, and small pictures of the pace by position and of TTFT by prompt length. */
import { prefillPoints } from '../../analysis/prefill.ts'
import { sentWithin } from '../../analysis/window.ts'
import { loadText } from '../../format/load-text.ts'
import { missing } from '../../format/formatter.ts'
import { paceSentence, rangeRows, stageRows, type FigureRow } from '../../format/pace-rows.ts'
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

function plot(words: Words, stage: StageAnalysis, picture: Html, sentence: string): Html {
  return html`<figure class="plot"><figcaption>${loadText(words, stage) ?? missing}</figcaption>${picture}<p class="note">${sentence}</p></figure>`
}

interface Group {
  readonly title: string
  readonly drawn: readonly Html[]
}

/** A grid under each title; where no kind has more than one picture, all stand side by side. */
function plots(groups: readonly Group[]): Content {
  const shown = groups.filter(({ drawn }) => drawn.length > 0)
  const head = (title: string): Html => html`<h3 class="plots-title">${title}</h3>`
  if (shown.length > 1 && shown.every(({ drawn }) => drawn.length === 1)) return html`<div class="plots">${shown.map(({ title, drawn }) => html`<div>${head(title)}${drawn}</div>`)}</div>`
  return shown.map(({ title, drawn }) => html`${head(title)}<div class="plots">${drawn}</div>`)
}

function positionPlots(words: Words, stages: readonly StageAnalysis[]): readonly Html[] {
  return stages.flatMap((stage) => (stage.positions === null ? [] : [plot(words, stage, positionPlot(words, stage.positions), positionSentence(words, stage))]))
}

function prefillPlots(words: Words, stages: readonly StageAnalysis[], requests: readonly RequestRecord[]): readonly Html[] {
  return stages.flatMap((stage) => {
    if (stage.prefill.msPerToken === null || stage.windowMs === null) return []
    const sent = sentWithin(requests.filter((one) => one.stage === stage.index && !one.warmup), stage.windowMs)
    return [plot(words, stage, prefillPlot(words, prefillPoints(sent), stage.prefill), prefillSentence(words, stage))]
  })
}

/** What each level is steady by, and why there is no picture where there is none. */
function remarks(words: Words, stages: readonly StageAnalysis[]): Content {
  const lines = [
    ...byLoad(words, stages, (stage) => figureOf(stageRows(words, stage), 'steadyWindow')?.note ?? ''),
    ...byLoad(words, stages, (stage) => (stage.pace === null ? paceSentence(words, stage) : null)),
    ...byLoad(words, stages, (stage) => (stage.positions === null ? positionSentence(words, stage) : null)),
    ...byLoad(words, stages, (stage) => (stage.prefill.msPerToken === null ? prefillSentence(words, stage) : null)),
  ]
  return lines.map((line) => html`<p class="note">${line}</p>`)
}

/** All of it; requests are the session's own. */
export function paceSection(words: Words, analysis: SessionAnalysis, requests: readonly RequestRecord[]): Html {
  const { t } = words
  if (analysis.stages.length === 0) return html`<p class="muted">${t('report:noStages')}</p>`
  return html`<p class="note">${t('report:pace.note')}</p>${table(words, analysis)}<div class="remarks">${remarks(words, analysis.stages)}</div>
${plots([
    { title: t('report:pace.position.title'), drawn: positionPlots(words, analysis.stages) },
    { title: t('report:pace.prefill.title'), drawn: prefillPlots(words, analysis.stages, requests) },
  ])}`
}
