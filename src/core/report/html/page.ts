/** One self-contained HTML page of a session: no script, no remote asset, readable in ten years and on paper. */
import type { SessionAnalysis } from '../../model/analysis.ts'
import type { Diagnosis } from '../../model/diagnosis.ts'
import { requestErrorText } from '../../format/request-error-text.ts'
import { isFailure } from '../../model/outcome.ts'
import { isEstimate } from '../../model/request.ts'
import type { SessionMeta } from '../../model/session.ts'
import type { StoredSession } from '../../model/stored-session.ts'
import type { SessionView } from '../../model/view.ts'
import { formatterFor, type Formatter } from '../../format/formatter.ts'
import { failureKey, statusKey, type Language, type Translate } from '../../format/translate.ts'
import { limitedStagesText, reasonsText } from '../client-text.ts'
import { cutOffLines } from '../failures-text.ts'
import { clientSection, definitionsSection, hostSection, planSection } from './facts.ts'
import { clientState, layersSection } from './layers.ts'
import { diagnosisSection } from './diagnosis.ts'
import { eventSection } from './events.ts'
import { html, shorten, Html, type Content } from './markup.ts'
import { paceSection } from './pace.ts'
import { reportStyle } from './style.ts'
import { errorSection, percentileTable, searchSection, stageTable, probeTable, soakSection, turnTable } from './tables.ts'
import { timelineSvg } from './timeline.ts'

export interface ReportOptions {
  readonly language: Language
  readonly theme: 'light' | 'dark'
  readonly t: Translate
  /** Wall clock at writing, ISO 8601. */
  readonly generatedAt: string
  /** CSP source of a style sheet, e.g. `sha256-` and the base64 digest of its UTF-8 bytes. Without it the policy allows inline style. */
  readonly styleHash?: ((css: string) => string) | undefined
}

function contentPolicy(css: string, styleHash: ReportOptions['styleHash']): string {
  const style = styleHash === undefined ? "'unsafe-inline'" : `'${styleHash(css)}'`
  return `default-src 'none'; style-src ${style}; base-uri 'none'; form-action 'none'`
}

const statusBand = { running: 'acceptable', completed: 'good', stopped: 'poor', failed: 'bad', interrupted: 'bad' } as const

function header(meta: SessionMeta, f: Formatter, t: Translate): Html {
  const { target } = meta.plan
  return html`<header><div class="mark">${t('report:title')}</div><h1><bdi>${meta.name}</bdi></h1><div class="sub">
<span class="badge w-${statusBand[meta.status]}">${t(statusKey(meta.status))}</span>${target.simulated ? html`<span class="badge w-poor">${t('report:simulated')}</span>` : null}
<span><bdi>${target.name}</bdi></span><span><bdi>${target.model}</bdi></span><span>${f.dateTime(meta.createdAtMs)}</span><span>${f.clock(meta.durationMs)}</span>${meta.tags.map((tag) => html`<span class="tag"><bdi>${tag}</bdi></span>`)}</div></header>`
}

function banner(band: 'poor' | 'bad', strong: string, rest: Content = null): Html {
  return html`<div class="banner w-${band}" role="note"><b>${strong}</b> ${rest}</div>`
}

/** What a reader must know before the first number. */
function banners(meta: SessionMeta, analysis: SessionAnalysis, f: Formatter, t: Translate): readonly Html[] {
  const { failure, status } = meta
  const state = clientState(analysis)
  const reasons = reasonsText(analysis.client, t)
  const limitedAt = limitedStagesText(analysis, f)
  const cached = analysis.overall.cachedPromptShare ?? 0
  return [
    ...(meta.plan.target.simulated ? [banner('poor', t('report:banner.simulated'))] : []),
    ...(status === 'completed' ? [] : [banner(status === 'failed' || status === 'interrupted' ? 'bad' : 'poor', t(`domain:statusNote.${status}`))]),
    ...(failure === null ? [] : [banner('bad', t(failureKey(failure.code, 'title')), html`${t(failureKey(failure.code, 'hint'))} <bdi class="muted">${shorten(requestErrorText(failure.detail, t))}</bdi>`)]),
    ...(state === 'invalid' ? [banner('bad', t('report:banner.clientInvalid', { reasons }))] : []),
    ...(state !== 'invalid' && limitedAt !== null ? [banner('bad', t('report:banner.clientLimitedAt', { users: limitedAt }))] : []),
    ...(state === 'unproven' && analysis.overall.requestsInWindow > 0 ? [banner('poor', t('report:banner.clientUnknown'))] : []),
    ...cutOffLines(analysis, f, t).map((line) => banner('poor', line)),
    ...(analysis.overall.tokenSources.some(isEstimate) ? [banner('poor', t('report:banner.estimated'))] : []),
    ...(cached >= 0.01 ? [banner('poor', t('report:banner.cached', { share: f.share(cached) }))] : []),
  ]
}

function card(title: string, inside: Content, long = false): Html {
  return html`<section class="card${long ? ' long' : ''}"><h2>${title}</h2>${inside}</section>`
}

/** Where the recorded part of a session ends, ms; a session that was cut off has no duration of its own. */
function recordedMs(stored: StoredSession): number {
  let endMs = stored.meta.durationMs ?? 0
  if (stored.meta.durationMs !== null) return endMs
  for (const { endAtMs } of stored.requests) endMs = Math.max(endMs, endAtMs)
  for (const { tMs } of stored.telemetry) endMs = Math.max(endMs, tMs.at(-1) ?? 0)
  return endMs
}

/** A session as the window has it; its diagnosis where one was made. */
export type ReportView = SessionView & { readonly diagnosis?: Diagnosis }

function body(view: ReportView, stored: StoredSession, options: ReportOptions): Html {
  const { t } = options
  const f = formatterFor(options.language)
  const words = { f, t }
  const { meta, analysis } = view
  const measured = stored.requests.filter(({ warmup }) => !warmup)
  const counts = {
    sent: measured.length, ended: measured.filter(({ outcome }) => outcome !== 'cancelled').length, failed: measured.filter(({ outcome }) => isFailure(outcome)).length,
  }
  const events = eventSection(words, stored.events)
  const failed = stored.requests.some(({ outcome }) => isFailure(outcome))
  return html`<main>${header(meta, f, t)}${banners(meta, analysis, f, t)}
${layersSection(words, analysis, counts)}
${view.diagnosis === undefined ? null : card(t('diagnosis:title'), diagnosisSection(words, view.diagnosis))}
${card(t('report:section.timeline'), timelineSvg(stored, analysis, recordedMs(stored), f, t))}
${card(t('report:section.stages'), [searchSection(words, analysis), stageTable(words, analysis.stages)])}
${card(t('report:pace.title'), paceSection(words, analysis, stored.requests), true)}
${analysis.soak === null ? null : card(t('report:soak.title'), soakSection(words, analysis.soak))}
${analysis.overall.turns.length === 0 ? null : card(t('report:turns.title'), turnTable(words, analysis.stages))}
${analysis.probe === null ? null : card(t('report:probe.title'), probeTable(words, analysis))}
${failed ? card(t('report:section.errors'), errorSection(words, analysis)) : null}
${events === null ? null : card(t('report:section.events'), events)}
${card(t('report:section.percentiles'), percentileTable(words, analysis.stages), true)}
<div class="pair">${card(t('report:section.plan'), planSection(words, meta, analysis))}
<div class="stack">${card(t('report:section.client'), clientSection(words, meta, analysis))}${card(t('report:section.host'), hostSection(words, meta))}</div></div>
${card(t('report:section.definitions'), definitionsSection(words), true)}
<footer>${t('report:footer', { version: meta.host?.appVersion ?? '', at: f.dateTime(Date.parse(options.generatedAt)) })}</footer></main>`
}

/** A whole document around a body. Everything that came from a server or a user is escaped text; the sheet is the only style. */
export function documentOf(title: string, inside: Html, { language, theme, styleHash }: ReportOptions, rules = ''): string {
  const css = `${reportStyle(theme)}${rules}`
  const page = html`<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${new Html(contentPolicy(css, styleHash))}">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="generator" content="LLM Dyno"><meta name="referrer" content="no-referrer">
<title>${title} · LLM Dyno</title><style>${new Html(css)}</style></head>
<body>${inside}</body></html>
`
  return page.text
}

/** The report of one session. */
export function renderHtmlReport(view: ReportView, stored: StoredSession, options: ReportOptions): string {
  return documentOf(view.meta.name, body(view, stored, options), options)
}
