/** The tables of the report: load levels, percentiles, errors in their order. */
import type { Distribution, MetricName, SessionAnalysis, SoakAnalysis, StageAnalysis } from '../../model/analysis.ts'
import { requestErrorText } from '../../format/request-error-text.ts'
import { missing, type Formatter } from '../../format/formatter.ts'
import { errorClassKey, errorReadingKey, metricKey, outcomeKey, type Translate } from '../../format/translate.ts'
import { percentileRow, shownMetrics, type QuantileCell } from '../../format/percentile-rows.ts'
import { loadText, rateText, sloText } from '../../format/load-text.ts'
import type { ClientHealth } from '../../model/client-health.ts'
import { isClientLimited } from '../../analysis/client.ts'
import { failuresText } from '../failures-text.ts'
import { driftLines, shownOf, soakCells, soakColumns } from '../soak-text.ts'
import { probeCells, probeColumns } from '../probe-text.ts'
import { turnCells, turnColumns } from '../turn-text.ts'
import { clientLines } from '../client-text.ts'
import { html, shorten, type Content, type Html } from './markup.ts'

interface Words {
  readonly f: Formatter
  readonly t: Translate
}

function levelText(words: Words, stage: StageAnalysis): string {
  return loadText(words, stage) ?? missing
}

function sloCell({ f, t }: Words, { slo }: StageAnalysis): Content {
  if (slo === null) return html`<td>${missing}</td>`
  return html`<td title="${slo.miss === null ? '' : t(`domain:sloMiss.${slo.miss}`)}">${f.share(slo.attainment)} <span class="badge w-${slo.miss === null ? 'good' : 'bad'}">${t(slo.miss === null ? 'domain:slo.held' : 'domain:slo.missed')}</span></td>`
}

/** The trials of a search for the stable rate; nothing for other plans. */
export function searchSection(words: Words, { stable }: SessionAnalysis): Html | null {
  if (stable === null) return null
  const { f, t } = words
  const rate = (ratePerS: number | null) => (ratePerS === null ? missing : rateText(words, ratePerS, null))
  return html`<h3>${t('report:section.search')}</h3><p class="note">${t('report:note.slo', { slo: sloText(words, stable.slo) })}</p>
<dl class="facts"><dt>${t('report:search.stable')}</dt><dd>${rate(stable.stablePerS)}</dd><dt>${t('report:search.knee')}</dt><dd>${rate(stable.kneePerS)}${stable.kneeMiss === null ? null : html` · ${t(`domain:sloMiss.${stable.kneeMiss}`)}`}</dd>
<dt>${t('report:search.best')}</dt><dd>${f.perS(stable.bestCompletedPerS)}</dd><dt>${t('report:search.end')}</dt><dd>${t(`domain:searchEnd.${stable.end}`)}</dd>
<dt>${t('report:search.trials')}</dt><dd>${stable.trials.map(({ ratePerS, miss }) => html`<div>${rate(ratePerS)}: ${miss === null ? t('domain:slo.held') : t(`domain:sloMiss.${miss}`)}</div>`)}</dd></dl>`
}

/** Below the users, so that the wide table grows by no column; the figures are in the tip of the head either way. */
function clientMark({ t }: Words, client: ClientHealth): Content {
  return isClientLimited(client) ? html`<br><span class="badge w-bad">${t('report:client.stageState.invalid')}</span>` : null
}

function stageRow(words: Words, stage: StageAnalysis): Html {
  const { f, t } = words
  const { metrics: m, windowMs, compatible } = stage
  const mark = stage.failureMark === 'none' ? null : html` <span class="badge ${stage.failureMark === 'greyed' ? 'w-bad' : 'w-poor'}" title="${t(`domain:failureMark.${stage.failureMark}`)}">!</span>`
  const early = stage.stopped === null ? null : html` <span class="badge w-poor" title="${t(`domain:stageStop.${stage.stopped}`)}">${t('domain:event.stage-stopped')}</span>`
  const cell = (text: string, full: string) => html`<td title="${full}">${text}</td>`
  return html`<tr${stage.failureMark === 'greyed' ? html` class="greyed"` : null}><th scope="row" title="${clientLines(stage.client, f, t).join('\n')}">${levelText(words, stage)}${early}${clientMark(words, stage.client)}</th><td>${f.count(m.e2eMs.n)}</td>
<td>${windowMs === null ? missing : `${f.instant(windowMs[0])}–${f.instant(windowMs[1])}`}</td>
${cell(f.ms(m.ttftMs.p50), f.full(m.ttftMs.p50, 'ms'))}${cell(f.ms(m.ttftMs.p95), f.full(m.ttftMs.p95, 'ms'))}${cell(f.ms(m.tpotMs.p50), f.full(m.tpotMs.p50, 'ms'))}${cell(f.ms(m.tpotMs.p95), f.full(m.tpotMs.p95, 'ms'))}
${cell(f.tokensPerS(stage.outputTokensPerS), f.full(stage.outputTokensPerS, 'tok/s'))}${cell(f.number(stage.offeredQps), f.full(stage.offeredQps, '/s'))}${cell(f.number(stage.achievedQps), f.full(stage.achievedQps, '/s'))}${cell(f.number(stage.completedQps), f.full(stage.completedQps, '/s'))}
<td>${stage.peakQps === null ? missing : f.number(stage.peakQps.perS)}</td>${cell(f.number(stage.measuredConcurrency), f.full(stage.measuredConcurrency))}<td>${failuresText(stage, f)}${mark}</td>
<td>${f.share(stage.cachedPromptShare)}</td>${sloCell(words, stage)}<td>${f.number(compatible.requestsPerS)}</td><td>${f.number(compatible.outputTokensPerS)}</td></tr>`
}

export function stageTable(words: Words, stages: readonly StageAnalysis[]): Html {
  const { t } = words
  if (stages.length === 0) return html`<p class="muted">${t('report:noStages')}</p>`
  const columns = [
    'level', 'n', 'window', 'ttftP50', 'ttftP95', 'tpotP50', 'tpotP95', 'throughput', 'offered', 'achieved', 'completed', 'peak', 'inFlight', 'errors', 'cached', 'slo', 'compatibleQps', 'compatibleTokens',
  ]
  return html`<p class="note">${t('report:stagesNote')}</p><div class="scroll"><table><thead><tr>${columns.map((name) => html`<th scope="col">${t(`report:column.${name}`)}</th>`)}</tr></thead>
<tbody>${stages.map((stage) => stageRow(words, stage))}</tbody></table></div>`
}

/** What the probe user felt, stage by stage. */
export function probeTable(words: Words, { probe, stages }: SessionAnalysis): Html {
  const { f, t } = words
  const rows = stages.flatMap((stage) => {
    const own = probe?.stages.find((one) => one.stage === stage.index)
    return own === undefined ? [] : [html`<tr><th scope="row">${levelText(words, stage)}</th>${[...probeCells(own, f), f.ms(stage.metrics.ttftMs.p50)].map((cell) => html`<td>${cell}</td>`)}</tr>`]
  })
  const heads = [t('report:column.load'), ...probeColumns(t), t('report:probe.loadTtftP50')]
  return html`<p class="note">${t('report:probe.note')}</p><div class="scroll"><table><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>`
}

/** What each turn of conversations costs, stage by stage. */
export function turnTable(words: Words, stages: readonly StageAnalysis[]): Html {
  const { f, t } = words
  const rows = stages.flatMap((stage) => stage.turns.map((turn, i) => html`<tr class="${i === 0 ? 'group' : ''}"><th scope="row">${i === 0 ? levelText(words, stage) : null}</th>${turnCells(turn, f).map((cell) => html`<td>${cell}</td>`)}</tr>`))
  const heads = [t('report:column.load'), ...turnColumns(t)]
  return html`<p class="note">${t('report:turns.note')}</p><div class="scroll"><table class="grouped"><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>`
}

/** A soak slice by slice, and what drifts. */
export function soakSection({ f, t }: Words, soak: SoakAnalysis): Html {
  return html`<p class="note">${t('report:soak.note')}</p><div class="scroll"><table><thead><tr>${soakColumns(t).map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${shownOf(soak).map((slice) => html`<tr>${soakCells(slice, f).map((cell, i) => (i === 0 ? html`<th scope="row">${cell}</th>` : html`<td>${cell}</td>`))}</tr>`)}</tbody></table></div>
${driftLines(soak, f, t).map((line) => html`<p class="note">${line}</p>`)}`
}

function percentileCells(words: Words, name: MetricName, d: Distribution): Content {
  const { f } = words
  const plain = (v: number | null) => html`<td title="${f.full(v)}">${f.metric(v, name)}</td>`
  const sure = ({ value, full, interval, trust, note }: QuantileCell) => html`<td${trust === 'dimmed' ? html` class="dim"` : null} title="${[...(full === missing ? [] : [full]), ...(note === null ? [] : [note])].join('\n')}">${value}${interval === null ? null : html`<div class="ci">${interval}</div>`}</td>`
  const [p50, p90, p95, p99, mean] = percentileRow(words, name, d).cells.map(sure)
  return html`<td>${f.count(d.n)}</td>${plain(d.min)}${p50}${p90}${p95}${p99}${plain(d.max)}${mean}${plain(d.std)}`
}

export function percentileTable(words: Words, stages: readonly StageAnalysis[]): Html {
  const { t } = words
  const measured = stages.filter(({ metrics }) => metrics.e2eMs.n > 0)
  if (measured.length === 0) return html`<p class="muted">${t('report:none')}</p>`
  const heads = [t('report:column.level'), t('report:column.metric'), 'n', t('report:column.min'), 'p50', 'p90', 'p95', 'p99', t('report:column.max'), t('report:column.mean'), t('report:column.std')]
  return html`<p class="note">${t('report:percentilesNote')}</p><div class="scroll"><table class="grouped"><thead><tr>${heads.map((head, i) => html`<th scope="col"${i === 1 ? html` class="left"` : null}>${head}</th>`)}</tr></thead>
<tbody>${measured.map((stage) => shownMetrics(stage, stage.ratePerS !== null).map((name, i, all) =>
    html`<tr class="${i === 0 ? 'group' : i === all.length - 1 ? 'last' : ''}"><th>${i === 0 ? levelText(words, stage) : null}</th><td class="left" title="${t(metricKey(name, 'definition'))}">${t(metricKey(name, 'short'))}</td>${percentileCells(words, name, stage.metrics[name])}</tr>`))}</tbody></table></div>`
}

/** The chain of causes: the first of each kind, in order of time, with the server's own words. */
export function errorSection(words: Words, analysis: SessionAnalysis): Html {
  const { f, t } = words
  const { order, firstStrike } = analysis.errors
  if (firstStrike === null) return html`<p class="muted">${t('report:noErrors')}</p>`
  const stageName = (index: number, warmup: boolean) => {
    const stage = analysis.stages.find((one) => one.index === index)
    return warmup || stage === undefined ? t('report:warmup') : levelText(words, stage)
  }
  const heads = ['order', 'outcome', 'class', 'count', 'first', 'last', 'level', 'http', 'message'] as const
  return html`<p>${t(errorReadingKey(firstStrike.errorClass))}</p><div class="scroll"><table><thead><tr>${heads.map((head) => html`<th scope="col"${head === 'outcome' || head === 'class' || head === 'message' ? html` class="left"` : null}>${t(`report:column.${head}`)}</th>`)}</tr></thead>
<tbody>${order.map((strike, i) => html`<tr><td>${i + 1}</td><td class="left${i === 0 ? ' b-bad' : ''}">${t(outcomeKey(strike.outcome))}</td><td class="left">${t(errorClassKey(strike.errorClass))}</td><td>${f.count(strike.count)}</td>
<td>${f.instant(strike.atMs)}</td><td>${strike.count > 1 ? f.instant(strike.lastAtMs) : missing}</td><td>${stageName(strike.stage, strike.warmup)}</td><td>${strike.httpStatus ?? missing}</td><td class="words"><bdi>${shorten(strike.message === null ? missing : requestErrorText(strike.message, t))}</bdi></td></tr>`)}</tbody></table></div>`
}
