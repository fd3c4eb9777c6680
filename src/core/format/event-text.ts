/** Events as words: what happened, on which device, and its numbers. */
import { stageStops } from '../model/load.ts'
import type { SessionEvent } from '../model/session.ts'
import type { MissingReason, SignalSource } from '../model/telemetry.ts'
import type { Formatter } from './formatter.ts'
import { eventKey, reasonKey, type Translate } from './translate.ts'

export const sourceKey = (source: SignalSource): string => `domain:source.${source}`

/** Phases are bands and progress; these are what is out of the ordinary, in lists and as marks on the lanes. */
const ordinary: readonly SessionEvent['kind'][] = ['warmup-start', 'warmup-end', 'stage-start', 'stage-end', 'drain-start', 'drain-end', 'search-trial', 'search-end', 'top-processes']

export function isNotable({ kind }: SessionEvent): boolean {
  return !ordinary.includes(kind)
}

const gapReasons: readonly MissingReason[] = ['timeout', 'gap', 'lost', 'no-permission', 'tool-missing', 'unknown']

/** `late 5012` and `wall -3600000`; anything else is shown as it was told. */
function clockText(detail: string, f: Formatter, t: Translate): string {
  const [what, ms] = detail.split(' ')
  if ((what !== 'late' && what !== 'wall') || !Number.isFinite(Number(ms))) return detail
  const key = what === 'late' ? 'late' : Number(ms) > 0 ? 'forward' : 'back'
  return t(`domain:eventDetail.${key}`, { duration: f.ms(Math.abs(Number(ms))) })
}

function numberText(detail: string, write: (value: number) => string): string {
  const value = Number(detail)
  return detail.trim() === '' || !Number.isFinite(value) ? detail : write(value)
}

/** The numbers and words of an event; null when there are none. */
export function eventDetail({ kind, detail }: SessionEvent, f: Formatter, t: Translate): string | null {
  if (detail === null || detail === '') return null
  switch (kind) {
    case 'sensor-gap': return gapReasons.some((reason) => reason === detail) ? t(reasonKey(detail as MissingReason)) : detail
    case 'sensor-back': return numberText(detail, (ms) => t('domain:eventDetail.afterGap', { duration: f.ms(ms) }))
    case 'clock-jump': return clockText(detail, f, t)
    case 'throttle-begin': return detail.split(' ').map((reason) => t(`domain:throttle.${reason}`)).join(t('domain:client.join'))
    case 'swap-begin': return numberText(detail, (perS) => f.signal(perS, 'B/s'))
    case 'model-load': case 'gpu-taken': return numberText(detail, (bytes) => f.signal(bytes, 'B'))
    case 'oom-kill': return numberText(detail, (count) => t('domain:eventDetail.killed', { count, shown: f.count(count) }))
    case 'stage-stopped': return stageStops.some((reason) => reason === detail) ? t(`domain:stageStop.${detail}`) : detail
    case 'top-processes': return t(eventKey(detail as SessionEvent['kind']))
    default: return detail
  }
}

/** Who or what it is about: the device, else the source; null for what the load engine tells. */
export function eventPlace({ source, device }: SessionEvent, t: Translate): string | null {
  return device ?? (source === undefined ? null : t(sourceKey(source)))
}

/** Title, place and detail in one line. */
export function eventLine(event: SessionEvent, f: Formatter, t: Translate): string {
  return [t(eventKey(event.kind)), eventPlace(event, t), eventDetail(event, f, t)].filter((part) => part !== null).join(' · ')
}

/** The snapshot that was taken for an event: the first one after it that names its kind, and comes soon. */
export function snapshotFor(event: SessionEvent, events: readonly SessionEvent[]): SessionEvent | null {
  const soonMs = 5_000
  return events.find(({ kind, detail, atMs }) => kind === 'top-processes' && detail === event.kind && atMs >= event.atMs && atMs - event.atMs < soonMs) ?? null
}
