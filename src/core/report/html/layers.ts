/** The three layers at the top of the report, in their order: experience, capacity, stability. */
import type { Band, SessionAnalysis, StageAnalysis, Verdict } from '../../model/analysis.ts'
import { errorBand, tpotBand, ttftBand } from '../../analysis/bands.ts'
import { missing, type Figure, type Formatter } from '../../format/formatter.ts'
import { bandKey, energyGapKey, outcomeKey, tpotBandKey, ttftBandKey, type Translate } from '../../format/translate.ts'
import { loadNumber, loadText } from '../../format/load-text.ts'
import { verdictText } from '../../format/verdict-text.ts'
import { clientStateOf, type ClientState } from '../client-text.ts'
import { html, type Html } from './markup.ts'

interface Shown {
  readonly label: string
  readonly figure: Figure
  /** A word instead of a number: set smaller. */
  readonly word?: boolean
  readonly band?: { readonly band: Band; readonly word: string } | null
  /** What it is of: users and n. */
  readonly of: string
  readonly full: string
}

export function bandBadge(band: Band, word: string): Html {
  return html`<span class="badge w-${band}">${word}</span>`
}

function figure({ label, figure: { value, unit }, word, band, of, full }: Shown): Html {
  const shownUnit = unit === '' ? null : html`<span class="unit">${unit}</span>`
  return html`<div class="figure"><dt>${label}</dt><dd><div class="value${word === true ? ' word' : ''}" title="${full}">${value}${shownUnit}</div>
<div class="of">${band === undefined || band === null ? null : html`<b class="b-${band.band}">${band.word}</b> · `}${of}</div></dd></div>`
}

/** The stage whose figures stand at the top: the one with the most throughput, else the last that has answers. */
function headlineStage(analysis: SessionAnalysis): StageAnalysis | null {
  const best = analysis.stages.find(({ index }) => index === analysis.capacity.bestStage)
  return best ?? analysis.stages.findLast(({ requestsInWindow }) => requestsInWindow > 0) ?? null
}

/** Measured requests, warm-ups apart; those that were cancelled did not end. */
export interface RequestCounts {
  readonly sent: number
  readonly ended: number
  readonly failed: number
}

export interface LayerContext {
  readonly f: Formatter
  readonly t: Translate
}

function loadOf(context: LayerContext, stage: StageAnalysis): string {
  return loadText(context, stage) ?? missing
}

function ofStage(context: LayerContext, stage: StageAnalysis | null, n: number | undefined): string {
  const { f, t } = context
  if (stage === null) return t('report:none')
  return `${t('report:atUsers', { users: loadOf(context, stage) })} · ${t('report:figureN', { n: f.count(n ?? 0) })}`
}

function experience(context: LayerContext, stage: StageAnalysis | null): readonly Shown[] {
  const { f, t } = context
  const latency = (label: string, which: 'ttftMs' | 'ttftFromDueMs' | 'tpotMs' | 'iclMs', p: 'p50' | 'p95', band: Shown['band'] = null): Shown => {
    const found = stage?.metrics[which] ?? null
    return { label, figure: f.parts(found?.[p], 'ms'), band, of: ofStage(context, stage, found?.n), full: f.full(found?.[p], 'ms') }
  }
  const ttft = ttftBand(stage?.metrics.ttftMs.p95 ?? null)
  const tpot = tpotBand(stage?.metrics.tpotMs.p95 ?? null)
  return [
    latency(t('report:figure.ttftP50'), 'ttftMs', 'p50'),
    latency(t('report:figure.ttftP95'), 'ttftMs', 'p95', ttft === null ? null : { band: ttft, word: t(ttftBandKey(ttft)) }),
    ...(stage === null || stage.ratePerS === null ? [] : [latency(t('report:figure.ttftFromDueP95'), 'ttftFromDueMs', 'p95')]),
    latency(t('report:figure.tpotP50'), 'tpotMs', 'p50'),
    latency(t('report:figure.tpotP95'), 'tpotMs', 'p95', tpot === null ? null : { band: tpot, word: t(tpotBandKey(tpot)) }),
  ]
}

/** Only where a card told its power. */
function energyShown({ f, t }: LayerContext, { energy: { overall } }: SessionAnalysis): readonly Shown[] {
  if (overall.reason === 'no-power') return []
  const value = overall.grossJPerToken
  const net = overall.netJPerToken === null ? missing : `${f.number(overall.netJPerToken)} J`
  const of = overall.reason === null ? t('report:energyOf', { net, coverage: f.share(overall.coverage) }) : t(energyGapKey(overall.reason))
  return [{ label: t('report:figure.energy'), figure: { value: f.number(value), unit: value === null ? '' : 'J' }, of, full: f.full(value, 'J') }]
}

function capacity(context: LayerContext, analysis: SessionAnalysis, stage: StageAnalysis | null): readonly Shown[] {
  const { f, t } = context
  const of = ofStage(context, stage, stage?.metrics.e2eMs.n)
  const decode = stage?.metrics.decodeTokensPerS ?? null
  const knee = analysis.stages.find(({ index }) => index === analysis.capacity.kneeStage)
  const levels = analysis.stages.map((one) => loadNumber(f, one)).join(', ')
  const noKnee = analysis.capacity.bestStage === null ? missing : t('report:figure.noKnee')
  const kneeText = knee === undefined ? noKnee : loadOf(context, knee)
  return [
    { label: t('report:figure.throughput'), figure: f.parts(stage?.outputTokensPerS, 'tokensPerS'), of, full: f.full(stage?.outputTokensPerS, 'tok/s') },
    ...energyShown(context, analysis),
    { label: t('report:figure.decode'), figure: f.parts(decode?.p50, 'tokensPerS'), of: ofStage(context, stage, decode?.n), full: f.full(decode?.p50, 'tok/s') },
    { label: t('report:figure.qps'), figure: f.parts(stage?.completedQps, 'perS'), of, full: f.full(stage?.completedQps, '/s') },
    { label: t('report:figure.knee'), figure: { value: kneeText, unit: '' }, word: true, of: levels === '' ? t('report:none') : t('report:figure.levels', { levels }), full: kneeText },
  ]
}

function stability(context: LayerContext, analysis: SessionAnalysis, { sent, ended, failed }: RequestCounts): readonly Shown[] {
  const { f, t } = context
  const share = ended === 0 ? null : failed / ended
  const band = errorBand(share)
  const strike = analysis.errors.firstStrike
  const { client } = analysis
  const state = clientState(analysis)
  const noStrike = ended === 0 ? missing : t('report:figure.noError')
  const first = strike === null ? noStrike : t(outcomeKey(strike.outcome))
  return [
    { label: t('report:figure.errorRate'), figure: f.parts(share, 'share'), band: band === null ? null : { band, word: t(bandKey(band)) }, of: t('report:figureOfEnded', { failed: f.count(failed), n: f.count(ended) }), full: f.full(share === null ? null : share * 100, '%') },
    { label: t('report:figure.requests'), figure: f.parts(sent, 'count'), of: t('report:allLevels'), full: f.count(sent) },
    { label: t('report:figure.first'), figure: { value: first, unit: '' }, word: true, of: strike === null ? '' : f.instant(strike.atMs), full: first },
    { label: t('report:figure.client'), figure: { value: t(`report:client.${state}`), unit: '' }, word: true, of: `${t('domain:metric.scheduleLagMs.short')} p99 ${f.ms(client.scheduleLagMs.p99)} · ${t('report:figureN', { n: f.count(client.scheduleLagMs.n) })}`, full: t(`report:client.${state}`) },
  ]
}

/** Proved innocent, proved guilty, or no proof. */
export function clientState({ client }: SessionAnalysis): ClientState {
  return clientStateOf(client)
}

function layer(context: LayerContext, verdict: Verdict | undefined, name: Verdict['layer'], shown: readonly Shown[]): Html {
  const { f, t } = context
  const band = verdict?.band ?? null
  return html`<section class="card"><div><div class="layer-head"><h2>${t(`domain:layer.${name}`)}</h2>${band === null ? null : bandBadge(band, t(bandKey(band)))}</div>
<div class="muted">${t(`domain:layerQuestion.${name}`)}</div></div><p class="verdict">${verdict === undefined ? t('report:none') : verdictText(verdict, f, t)}</p>
<dl class="figures">${shown.map(figure)}</dl></section>`
}

export function layersSection(context: LayerContext, analysis: SessionAnalysis, requests: RequestCounts): Html {
  const stage = headlineStage(analysis)
  // The banner at the top says "simulated" and "estimated" already.
  const verdictOf = (name: Verdict['layer']) => {
    const found = analysis.verdicts.find((verdict) => verdict.layer === name)
    return found === undefined ? undefined : { ...found, params: { ...found.params, simulated: 0, estimated: 0 } }
  }
  return html`<div class="layers">${layer(context, verdictOf('experience'), 'experience', experience(context, stage))}
${layer(context, verdictOf('capacity'), 'capacity', capacity(context, analysis, stage))}
${layer(context, verdictOf('stability'), 'stability', stability(context, analysis, requests))}</div>`
}
