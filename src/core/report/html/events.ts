/** The events of the report: what happened out of the ordinary, with the processes that took most at an anomaly. */
import { eventDetail, eventPlace, isNotable, snapshotFor } from '../../format/event-text.ts'
import { missing, type Formatter } from '../../format/formatter.ts'
import { eventKey, reasonKey, type Translate } from '../../format/translate.ts'
import type { ProcessSnapshot, SessionEvent } from '../../model/session.ts'
import { html, type Content, type Html } from './markup.ts'

interface Words {
  readonly f: Formatter
  readonly t: Translate
}

/** More would fill pages; the export has all. */
const listed = 200
const listedProcesses = 5

function processText({ f, t }: Words, { top, reason }: ProcessSnapshot): string {
  if (top === null) return t('report:event.noProcesses', { reason: t(reasonKey(reason ?? 'unknown')) })
  return top.slice(0, listedProcesses).map(({ name, cpuPercent, rssBytes }) => `${name} ${cpuPercent === null ? missing : f.signal(cpuPercent, '%')} ${rssBytes === null ? missing : f.signal(rssBytes, 'B')}`).join(' · ')
}

function row(words: Words, event: SessionEvent, events: readonly SessionEvent[]): Html {
  const { f, t } = words
  const processes = snapshotFor(event, events)?.processes
  const after: Content = processes === undefined ? null : html`<div class="note">${t('report:event.processes')}: ${processText(words, processes)}</div>`
  return html`<tr><td>${f.instant(event.atMs)}</td><td class="words">${t(eventKey(event.kind))}</td><td class="words">${eventPlace(event, t) ?? ''}</td><td class="words">${eventDetail(event, f, t) ?? ''}${after}</td></tr>`
}

/** Null where nothing happened. */
export function eventSection(words: Words, events: readonly SessionEvent[]): Html | null {
  const { t } = words
  const notable = events.filter(isNotable)
  if (notable.length === 0) return null
  return html`<div class="scroll"><table><thead><tr><th>${t('report:event.time')}</th><th class="left">${t('report:event.what')}</th><th class="left">${t('report:event.where')}</th><th class="left">${t('report:event.detail')}</th></tr></thead>
<tbody>${notable.slice(0, listed).map((event) => row(words, event, events))}</tbody></table></div>`
}
