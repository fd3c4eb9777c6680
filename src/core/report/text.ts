/** The summary of a session as rows of text, for the terminal. */
import type { Distribution, SessionAnalysis, StageAnalysis, Verdict } from '../model/analysis.ts'
import { isEstimate } from '../model/request.ts'
import type { SessionEvent, SessionMeta } from '../model/session.ts'
import { eventLine, isNotable } from '../format/event-text.ts'
import { percentileTrust } from '../analysis/bands.ts'
import { formatterFor, missing, type Formatter } from '../format/formatter.ts'
import { requestErrorText } from '../format/request-error-text.ts'
import { serverNoteLines } from '../format/label-text.ts'
import { modelStateLines } from '../format/model-state-text.ts'
import { outcomeKey, statusKey, failureKey, type Language, type Translate } from '../format/translate.ts'
import { loadText, rateText, sloText } from '../format/load-text.ts'
import { lengthsText, sourceFacts } from '../format/workload-text.ts'
import { verdictText } from '../format/verdict-text.ts'
import { calibrationSentence } from './calibration-text.ts'
import { cutOffLines, failuresText } from './failures-text.ts'
import { remoteLinkText } from './remote-text.ts'
import { driftLines, shownOf, soakCells, soakColumns } from './soak-text.ts'
import { probeCells, probeColumns } from './probe-text.ts'
import { paceHeads, paceInShort, paceNotes, paceTable, quantileHeads, quantileTable } from './pace-text.ts'
import { turnCells, turnColumns } from './turn-text.ts'
import { costText, limitedStagesText, reasonsText } from './client-text.ts'

export interface TextTable {
  readonly columns: readonly { readonly title: string; readonly align: 'left' | 'right' }[]
  /** One row a stage; rows of stages with many failures carry a mark. */
  readonly rows: readonly (readonly string[])[]
}

export interface TextSummary {
  /** Name, target, status; with "simulated" where it applies. */
  readonly heading: readonly string[]
  readonly verdicts: readonly { readonly layer: string; readonly sentence: string }[]
  readonly stages: TextTable
  /** Pace per level, and percentiles with their intervals; empty where it was asked for in short. */
  readonly details: readonly { readonly title: string; readonly table: TextTable; readonly notes: readonly string[] }[]
  /** What the probe user felt; null where there was none. */
  readonly probe: { readonly title: string; readonly table: TextTable } | null
  /** The turns of conversations, over all stages; null where there are none. */
  readonly turns: { readonly title: string; readonly table: TextTable } | null
  /** A soak slice by slice; null for other plans. */
  readonly soak: { readonly title: string; readonly table: TextTable } | null
  /** What must be known to read the figures: failures in order, an invalid client, estimated tokens. */
  readonly notes: readonly string[]
}

type Row = (stage: StageAnalysis) => string

function stageColumns(analysis: SessionAnalysis, f: Formatter, t: Translate): readonly (readonly [title: string, row: Row])[] {
  const rateDriven = analysis.stages.some(({ ratePerS }) => ratePerS !== null)
  const p95 = (n: number, value: number | null, write: (value: number | null) => string) =>
    percentileTrust('p95', n) === 'dimmed' && value !== null ? `${write(value)} *` : write(value)
  return [
    [t(rateDriven ? 'report:column.load' : 'report:column.users'), (s) => rateDriven || s.rampTo !== null ? loadText({ f, t }, s) ?? missing : f.count(s.concurrency)],
    [t('report:column.n'), (s) => f.count(s.metrics.e2eMs.n)],
    [t('report:column.ttftP50'), (s) => f.ms(s.metrics.ttftMs.p50)],
    [t('report:column.ttftP95'), (s) => p95(s.metrics.ttftMs.n, s.metrics.ttftMs.p95, f.ms)],
    ...(rateDriven ? [[t('report:column.ttftFromDueP95'), (s: StageAnalysis) => p95(s.metrics.ttftFromDueMs.n, s.metrics.ttftFromDueMs.p95, f.ms)] as const] : []),
    [t('report:column.tpotP50'), (s) => f.ms(s.metrics.tpotMs.p50)],
    [t('report:column.tpotP95'), (s) => p95(s.metrics.tpotMs.n, s.metrics.tpotMs.p95, f.ms)],
    [t('report:column.decode'), (s) => f.tokensPerS(s.metrics.decodeTokensPerS.p50)],
    [t('report:column.throughput'), (s) => f.tokensPerS(s.outputTokensPerS)],
    ...(rateDriven ? [[t('report:column.offered'), (s: StageAnalysis) => f.perS(s.offeredQps)] as const, [t('report:column.achieved'), (s: StageAnalysis) => f.perS(s.achievedQps)] as const] : []),
    [t(rateDriven ? 'report:column.completed' : 'report:column.qps'), (s) => f.perS(s.completedQps)],
    [t('report:column.inFlight'), (s) => f.number(s.measuredConcurrency)],
    ...(analysis.stages.some(({ slo }) => slo !== null) ? [[t('report:column.slo'), (s: StageAnalysis) => (s.slo === null ? missing : `${f.share(s.slo.attainment)} ${t(s.slo.miss === null ? 'domain:slo.held' : 'domain:slo.missed')}`)] as const] : []),
    [t('report:column.errors'), (s) => (s.failureMark === 'none' ? failuresText(s, f) : `${failuresText(s, f)} !`)],
  ]
}

/** Stages that ended early, what missed the SLO, and the trials of a search. */
function loadNotes({ stages, stable }: SessionAnalysis, f: Formatter, t: Translate): readonly string[] {
  const words = { f, t }
  const load = (stage: StageAnalysis) => loadText(words, stage) ?? missing
  const early = stages.flatMap((stage) => (stage.stopped === null ? [] : [t('report:note.stopped', { load: load(stage), reason: t(`domain:stageStop.${stage.stopped}`) })]))
  if (stable === null) {
    return [...early, ...stages.flatMap((stage) => (stage.slo === null || stage.slo.miss === null ? [] : [t('report:note.sloMissed', { load: load(stage), reason: t(`domain:sloMiss.${stage.slo.miss}`) })]))]
  }
  const trials = stable.trials.map(({ ratePerS, miss }) => t('report:note.trial', { load: rateText(words, ratePerS, null), verdict: miss === null ? t('domain:slo.held') : t(`domain:sloMiss.${miss}`) }))
  return [t('report:note.slo', { slo: sloText(words, stable.slo) }), ...trials, t('report:note.searchEnd', { end: t(`domain:searchEnd.${stable.end}`), best: f.perS(stable.bestCompletedPerS) })]
}

/** What the lengths came to, beside what was asked for. */
function lengthNote(key: string, { n, min, p50, p95, max }: Distribution, f: Formatter, t: Translate): readonly string[] {
  return n === 0 ? [] : [t(key, { min: f.count(min), p50: f.count(p50), p95: f.count(p95), max: f.count(max) })]
}

/** More would bury the figures; the export has all. */
const listedEvents = 12

function eventNotes(events: readonly SessionEvent[], f: Formatter, t: Translate): readonly string[] {
  const notable = events.filter(isNotable)
  const lines = notable.slice(0, listedEvents).map((event) => t('report:note.event', { at: f.instant(event.atMs), event: eventLine(event, f, t) }))
  return notable.length > listedEvents ? [...lines, t('report:note.moreEvents', { count: notable.length - listedEvents })] : lines
}

function notes(meta: SessionMeta, analysis: SessionAnalysis, f: Formatter, t: Translate): readonly string[] {
  const { promptTokens, outputTokens } = analysis.overall.metrics
  const lines = [...lengthNote('report:note.promptTokens', promptTokens, f, t), ...lengthNote('report:note.outputTokens', outputTokens, f, t)]
  if (meta.failure !== null) lines.push(`${t(failureKey(meta.failure.code, 'title'))} ${t(failureKey(meta.failure.code, 'hint'))}${meta.failure.detail === '' ? '' : ` (${requestErrorText(meta.failure.detail, t)})`}`)
  for (const { outcome, count, atMs, message } of analysis.errors.order) {
    lines.push(t('report:note.error', { outcome: t(outcomeKey(outcome)), count: f.count(count), at: f.instant(atMs), message: message === null ? missing : requestErrorText(message, t) }))
  }
  lines.push(...loadNotes(analysis, f, t), ...cutOffLines(analysis, f, t))
  if (analysis.soak !== null) lines.push(...driftLines(analysis.soak, f, t))
  if (meta.remote != null) lines.push(remoteLinkText(meta.remote, f, t))
  if (!analysis.client.valid) {
    lines.push(t('report:note.clientInvalid', { reasons: reasonsText(analysis.client, t) }))
  }
  const limitedAt = limitedStagesText(analysis, f)
  if (limitedAt !== null) lines.push(t('report:note.clientLimitedAt', { users: limitedAt }))
  const { grossJPerToken, netJPerToken } = analysis.energy.overall
  if (grossJPerToken !== null) lines.push(t('report:note.energy', { gross: f.number(grossJPerToken), net: netJPerToken === null ? missing : f.number(netJPerToken) }))
  if (analysis.overall.tokenSources.some(isEstimate)) lines.push(t('report:note.estimated'))
  if ((analysis.overall.cachedPromptShare ?? 0) >= 0.01) lines.push(t('report:note.cached', { share: f.share(analysis.overall.cachedPromptShare) }))
  lines.push(...modelStateLines(analysis, meta.plan.coldStart === true, f, t))
  lines.push(...serverNoteLines(analysis.serverNotes, f, t))
  if (analysis.stages.some(({ metrics }) => metrics.ttftMs.n > 0 && percentileTrust('p95', metrics.ttftMs.n) === 'dimmed')) lines.push(t('report:note.smallN'))
  if (analysis.clientCost.parts.length > 0) lines.push(t('report:note.cost', { cost: costText(analysis.clientCost, f, t) }))
  lines.push(t('report:note.calibration', { calibration: calibrationSentence(meta, analysis, f, t) }))
  return lines
}

function turnsText({ overall: { turns } }: SessionAnalysis, f: Formatter, t: Translate): TextSummary['turns'] {
  if (turns.length === 0) return null
  const columns = turnColumns(t).map((title) => ({ title, align: 'right' as const }))
  return { title: t('report:turns.title'), table: { columns, rows: turns.map((turn) => turnCells(turn, f)) } }
}

function probeText(analysis: SessionAnalysis, f: Formatter, t: Translate): TextSummary['probe'] {
  const { probe } = analysis
  if (probe === null) return null
  const columns = [t('report:column.load'), ...probeColumns(t)].map((title) => ({ title, align: 'right' as const }))
  const rows = analysis.stages.flatMap((stage) => {
    const own = probe.stages.find((one) => one.stage === stage.index)
    return own === undefined ? [] : [[loadText({ f, t }, stage) ?? missing, ...probeCells(own, f)]]
  })
  return { title: t('report:probe.title'), table: { columns, rows } }
}

function rightAligned(heads: readonly string[], rows: TextTable['rows'], left: readonly number[] = []): TextTable {
  return { columns: heads.map((title, i) => ({ title, align: left.includes(i) ? 'left' : 'right' })), rows }
}

function details(analysis: SessionAnalysis, f: Formatter, t: Translate): TextSummary['details'] {
  const words = { f, t }
  const quantiles = quantileTable(words, analysis)
  if (quantiles.length === 0) return []
  return [
    { title: t('report:pace.title'), table: rightAligned(paceHeads(words), paceTable(words, analysis)), notes: paceNotes(words, analysis) },
    { title: t('report:pace.percentiles'), table: rightAligned(quantileHeads(words), quantiles, [1]), notes: [t('report:pace.percentilesNote')] },
  ]
}

export interface TextOptions {
  readonly language: Language
  readonly t: Translate
  readonly events?: readonly SessionEvent[]
  /** In short leaves out the tables of pace and intervals and says their gist. */
  readonly isShort?: boolean
}

/** The verdict of each layer in words. */
export function layerSentences(verdicts: readonly Verdict[], f: Formatter, t: Translate): TextSummary['verdicts'] {
  return verdicts.map((verdict) => ({ layer: t(`domain:layer.${verdict.layer}`), sentence: verdictText(verdict, f, t) }))
}

/** Pure data: the terminal's table library draws it. Server text in it is not yet safe for a terminal: strip control characters. */
export function textSummary(meta: SessionMeta, analysis: SessionAnalysis, options: TextOptions): TextSummary {
  const { t } = options
  const f = formatterFor(options.language)
  const { target } = meta.plan
  const columns = stageColumns(analysis, f, t)
  return {
    heading: [
      meta.name,
      `${target.name} · ${target.model}${target.simulated ? ` · ${t('report:simulated')}` : ''}`,
      [lengthsText(meta.plan.workload, f, t), ...sourceFacts(meta.plan.workload, f, t)].join(' · '),
      `${t(statusKey(meta.status))} · ${f.dateTime(meta.createdAtMs)} · ${f.clock(meta.durationMs)}`,
    ],
    verdicts: layerSentences(analysis.verdicts, f, t),
    stages: {
      columns: columns.map(([title]) => ({ title, align: 'right' as const })),
      rows: analysis.stages.map((stage) => columns.map(([, row]) => row(stage))),
    },
    details: options.isShort === true ? [] : details(analysis, f, t),
    probe: probeText(analysis, f, t),
    turns: turnsText(analysis, f, t),
    soak: analysis.soak === null ? null : { title: t('report:soak.title'), table: { columns: soakColumns(t).map((title) => ({ title, align: 'right' as const })), rows: shownOf(analysis.soak).map((slice) => soakCells(slice, f)) } },
    notes: [...eventNotes(options.events ?? [], f, t), ...(options.isShort === true ? paceInShort({ f, t }, analysis) : []), ...notes(meta, analysis, f, t)],
  }
}
