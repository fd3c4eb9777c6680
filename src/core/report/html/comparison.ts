/** A comparison as one self-contained HTML page: what differs and what is unfair first, then figures with intervals, then sorted curves. */
import { comparedRows, comparisonNotes, contextText, factLabelKey, factText, formatterFor, loadText, metricKey, missing, warningText, type ComparedCell } from '../../format/index.ts'
import { curveMetrics, type ComparedStage, type Comparison, type CurveMetric } from '../../model/comparison.ts'
import { curveSvg, runMark, runRules } from './comparison-curves.ts'
import { html, type Content, type Html } from './markup.ts'
import { documentOf, type ReportOptions } from './page.ts'
import type { Words } from '../../format/diagnosis-text.ts'

/** `base`: position of the session that the others are held against. */
export type ComparisonReportOptions = ReportOptions & { readonly base: number; readonly appVersion: string }

function card(title: string, inside: Content): Html {
  return html`<section class="card long"><h2>${title}</h2>${inside}</section>`
}

function heads({ t }: Words, { sessions }: Comparison, base: number): Content {
  return sessions.map(({ label, meta }, i) => html`<th scope="col" class="left" title="${meta.name}">${runMark(i)}${i === base ? t('compare:baselineName', { label }) : label}</th>`)
}

function strip(words: Words, comparison: Comparison): Html {
  const rows = comparison.sessions.map(({ label, meta }, i) => html`<tr><th scope="row">${runMark(i)}<b>${label}</b></th><td class="words"><bdi>${meta.name}</bdi></td><td class="words"><bdi>${contextText(words, comparison, i)}</bdi></td><td>${words.f.dateTime(meta.createdAtMs)}</td></tr>`)
  return html`<div class="scroll"><table><tbody>${rows}</tbody></table></div>`
}

function warnings(words: Words, comparison: Comparison): Content {
  return (['unfair', 'careful'] as const).map((weight) => {
    const own = comparison.warnings.filter((warning) => warning.weight === weight)
    return own.length === 0 ? null : html`<div class="banner w-${weight === 'unfair' ? 'poor' : 'acceptable'}" role="note"><b>${words.t(`compare:${weight}`)}</b><ul>${own.map((warning) => html`<li>${warningText(words, comparison, warning)}</li>`)}</ul></div>`
  })
}

function differences(words: Words, comparison: Comparison, base: number): Content {
  const { t } = words
  const shown = comparison.facts.filter(({ differs }) => differs)
  if (shown.length === 0) return html`<p class="note">${t('compare:noDifferences')}</p>`
  return html`<div class="scroll"><table><thead><tr><th scope="col">${t('compare:column.fact')}</th>${heads(words, comparison, base)}</tr></thead>
<tbody>${shown.map((fact) => html`<tr><th scope="row">${t(factLabelKey(fact.name))}</th>${comparison.sessions.map(({ meta }, i) => html`<td class="left"><bdi>${factText(words, fact, i, meta)}</bdi></td>`)}</tr>`)}</tbody></table></div>`
}

function figureCell(cell: ComparedCell | null): Html {
  if (cell === null) return html`<td class="left">${missing}</td>`
  const band = cell.side === null ? 'muted' : cell.side === 'better' ? 'b-good' : 'b-bad'
  return html`<td class="words">${cell.value} <span class="ci">${cell.n}</span>${cell.own === null ? null : html`<div class="ci">${cell.own}</div>`}${cell.delta === null ? null : html`<div class="${band}">${cell.delta}</div>`}</td>`
}

function curves(words: Words, stage: ComparedStage): Content {
  const drawn = curveMetrics.flatMap((metric: CurveMetric) => {
    const picture = curveSvg(words, stage, metric)
    return picture === null ? [] : [html`<figure class="plot"><figcaption>${words.t(metricKey(metric, 'short'))}</figcaption>${picture}</figure>`]
  })
  return drawn.length === 0 ? null : html`<h3 class="plots-title">${words.t('compare:curves')}</h3><p class="note">${words.t('compare:curvesNote')}</p><div class="plots">${drawn}</div>`
}

function stageCard(words: Words, comparison: Comparison, stage: ComparedStage, base: number): Html {
  const rows = comparedRows(words, comparison, stage, base)
  return card(loadText(words, stage.load) ?? missing, html`<div class="scroll"><table><thead><tr><th scope="col">${words.t('compare:column.figure')}</th>${heads(words, comparison, base)}</tr></thead>
<tbody>${rows.map(({ label, cells }) => html`<tr><th scope="row">${label}</th>${cells.map(figureCell)}</tr>`)}</tbody></table></div>${curves(words, stage)}`)
}

/** The whole document; what came from a server or a user is escaped. */
export function renderComparison(comparison: Comparison, options: ComparisonReportOptions): string {
  const { t, language, base, appVersion, generatedAt } = options
  const words: Words = { f: formatterFor(language), t }
  const title = comparison.sessions.map(({ meta }) => meta.name).join(' · ')
  return documentOf(`${t('compare:title')} · ${title}`, html`<main><header><div class="mark">${t('report:title')}</div><h1>${t('compare:title')}</h1></header>
${card(t('compare:sessions'), strip(words, comparison))}${warnings(words, comparison)}
${card(t('compare:differences'), differences(words, comparison, base))}
${comparison.stages.map((stage) => stageCard(words, comparison, stage, base))}
${card(t('compare:notes'), html`<ul>${comparisonNotes(words, comparison).map((note) => html`<li class="note">${note}</li>`)}</ul>`)}
<footer>${t('report:footer', { version: appVersion, at: words.f.dateTime(Date.parse(generatedAt)) })}</footer></main>`, options, runRules(options.theme))
}
