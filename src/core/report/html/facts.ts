/** What must be known beside the figures: plan, machine, the client's proof, definitions. */
import type { Distribution, SessionAnalysis } from '../../model/analysis.ts'
import type { SessionMeta } from '../../model/session.ts'
import { serverNoteLines } from '../../format/label-text.ts'
import { modelStateLines } from '../../format/model-state-text.ts'
import { missing, type Formatter } from '../../format/formatter.ts'
import { apiKey, engineKey, figureNames, metricKey, type Translate } from '../../format/translate.ts'
import type { StopConditions } from '../../model/plan.ts'
import { loadText, sloText } from '../../format/load-text.ts'
import { stageLoad } from '../../model/load.ts'
import { lengthsText, sourceFacts, probeText } from '../../format/workload-text.ts'
import { metricNames } from '../../model/analysis.ts'
import { html, type Content, type Html } from './markup.ts'
import { calibrationSentence } from '../calibration-text.ts'
import { remoteFacts } from '../remote-text.ts'
import { clientCpuText, costText, reasonsText, stampedByText } from '../client-text.ts'
import { clientState } from './layers.ts'

interface Words {
  readonly f: Formatter
  readonly t: Translate
}

function list(pairs: readonly (readonly [label: string, value: Content])[]): Html {
  return html`<dl class="facts">${pairs.map(([label, value]) => html`<dt>${label}</dt><dd>${value}</dd>`)}</dl>`
}

function stopFacts({ f, t }: Words, stop: StopConditions = {}): readonly (readonly [label: string, value: Content])[] {
  const { maxErrors, maxErrorShare, overSaturation } = stop
  const conditions = [
    ...(maxErrors === undefined ? [] : [t('report:fact.stopErrors', { n: f.count(maxErrors) })]),
    ...(maxErrorShare === undefined ? [] : [t('report:fact.stopShare', { share: f.share(maxErrorShare) })]),
    ...(overSaturation === true ? [t('report:fact.stopSaturated')] : []),
  ]
  return conditions.length === 0 ? [] : [[t('report:fact.stop'), conditions.join(' · ')]]
}

export function planSection({ f, t }: Words, meta: SessionMeta, analysis: SessionAnalysis): Html {
  const { target, workload, timeouts, ...plan } = meta.plan
  const prompts = sourceFacts(workload, f, t)
  const limits = [
    ...(plan.stageDurationMs === null ? [] : [f.limit(plan.stageDurationMs)]),
    ...(plan.stageRequests === null ? [] : [t('report:fact.limitRequests', { count: plan.stageRequests, n: f.count(plan.stageRequests) })]),
  ]
  return list([
    [t('report:fact.server'), html`<bdi>${target.name}</bdi>`],
    [t('report:fact.engine'), html`${t(engineKey(target.engine))} <bdi>${target.engineVersion ?? ''}</bdi>`],
    [t('report:fact.address'), html`<bdi>${target.apiBaseUrl}</bdi>`],
    [t('report:fact.api'), t(apiKey(target.api))],
    [t('report:fact.model'), html`<bdi>${target.model}</bdi>`],
    [t('report:fact.shape'), `${lengthsText(workload, f, t)} (${workload.shape})`],
    ...(prompts.length === 0 ? [] : [[t('report:fact.prompts'), prompts.map((fact) => html`<div><bdi>${fact}</bdi></div>`)] as const]),
    [t('report:fact.promptSpread'), spreadOf(analysis.overall.metrics.promptTokens, f)],
    [t('report:fact.outputSpread'), spreadOf(analysis.overall.metrics.outputTokens, f)],
    [t('report:fact.tokenSource'), analysis.overall.tokenSources.map((source) => t(`domain:tokenSource.${source}`)).join(t('report:listJoin')) || missing],
    [t('report:fact.levels'), plan.stages.map((stage) => loadText({ f, t }, stageLoad(stage))).join(' · ')],
    [t('report:fact.limit'), limits.join(' · ')],
    ...(plan.slo === undefined ? [] : [['SLO', sloText({ f, t }, plan.slo)] as const]),
    ...stopFacts({ f, t }, plan.stop),
    ...(plan.probe === undefined ? [] : [[t('report:probe.title'), probeText(plan.probe, f, t)] as const]),
    [t('report:fact.pause'), f.limit(plan.pauseBetweenStagesMs)],
    [t('report:fact.warmup'), `${f.count(plan.warmupRequests)}${plan.warmupUntilSteady === true ? ` · ${t('report:fact.untilSteady')}` : ''}`],
    [t('report:fact.timeouts'), [timeouts.connectMs, timeouts.firstTokenMs, timeouts.idleMs, timeouts.totalMs].map(f.limit).join(' · ')],
    [t('report:fact.temperature'), f.full(plan.temperature)],
    [t('report:fact.seed'), String(plan.seed)],
    ...(plan.engines === undefined ? [] : [[t('report:fact.engines'), f.count(plan.engines)] as const]),
  ])
}

/** What the lengths came to. */
function spreadOf({ n, min, p50, p95, max }: Distribution, f: Formatter): string {
  return n === 0 ? missing : `${[min, p50, p95, max].map(f.count).join(' · ')} (n ${f.count(n)})`
}

/** Of the machine that sent the requests; where the model ran on another one, that one first. */
export function hostSection({ f, t }: Words, { host, remote }: Pick<SessionMeta, 'host' | 'remote'>): Html {
  if (host === null) return html`<p class="muted">${t('report:none')}</p>`
  const gpus = host.gpus.map(({ name, memoryBytes, driver }) => `${name}${memoryBytes === null ? '' : `, ${f.bytes(memoryBytes)}`}${driver === null ? '' : `, ${driver}`}`)
  return list([
    ...(remote == null ? [] : [[t('session:host.remote'), remoteFacts(remote, f, t).join(' ')] as const]),
    [t('report:fact.hostname'), host.hostname ?? missing],
    [t('report:fact.os'), host.os ?? missing],
    [t('report:fact.cpu'), `${host.cpuModel ?? missing}${host.cpuCores === null ? '' : ` · ${t('report:fact.cores', { count: host.cpuCores, n: f.count(host.cpuCores) })}`}`],
    [t('report:fact.memory'), f.bytes(host.memoryBytes)],
    [t('report:fact.gpu'), gpus.length === 0 ? t('report:fact.noGpu') : gpus.map((gpu) => html`<div>${gpu}</div>`)],
    [t('report:fact.version'), `${host.appVersion} · ${host.runtime}`],
  ])
}

export function clientSection({ f, t }: Words, meta: SessionMeta, analysis: SessionAnalysis): Html {
  const { client } = analysis
  const state = clientState(analysis)
  const lag = client.scheduleLagMs
  const band = { valid: 'good', invalid: 'bad', unproven: 'poor' } as const
  const reasons = reasonsText(client, t)
  return html`${list([
    [t('report:figure.client'), html`<span class="badge w-${band[state]}">${t(`report:client.${state}`)}</span> ${reasons}`],
    [t('report:client.lag'), `${f.ms(lag.p50)} / ${f.ms(lag.p99)} / ${f.ms(lag.max)} · ${t('report:figureN', { n: f.count(lag.n) })}`],
    [t('report:client.loop'), `${f.ms(client.eventLoopDelayMs.p99)} / ${f.ms(client.eventLoopDelayMs.max)}`],
    [t('report:client.cpu'), clientCpuText(client, f, t)],
    [t('report:client.connections'), `${f.count(client.connections.opened)} / ${f.count(client.connections.reused)}`],
    [t('report:client.backlog'), f.bytes(client.parseBacklogBytes)],
    [t('report:client.stamps'), stampedByText(client, t)],
    [t('report:client.cost'), costText(analysis.clientCost, f, t)],
    [t('report:client.calibration'), calibrationSentence(meta, analysis, f, t)],
  ])}${[...modelStateLines(analysis, meta.plan.coldStart === true, f, t), ...serverNoteLines(analysis.serverNotes, f, t)].map((line) => html`<p class="note">${line}</p>`)}<p class="note">${t('report:client.note')}</p>`
}

export function definitionsSection({ t }: Words): Html {
  const shown = [...metricNames, ...figureNames].filter((name) => name !== 'inFlight')
  const heading = (name: (typeof shown)[number]): Content => {
    const [full, short] = [t(metricKey(name, 'name')), t(metricKey(name, 'short'))]
    return short.startsWith(full) ? short : html`${full} <span class="muted">${short}</span>`
  }
  return html`<dl class="definitions">${shown.map((name) => html`<div><dt>${heading(name)}</dt><dd>${t(metricKey(name, 'definition'))}</dd></div>`)}</dl>`
}
