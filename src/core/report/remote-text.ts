/** What is known of a link to the model's machine, in sentences: name, clock, sample interval, gaps. */
import type { Formatter } from '../format/formatter.ts'
import type { RemoteLink } from '../model/remote.ts'
import type { Translate } from '../format/translate.ts'

/** `+1.3 ms`, `−2.0 s`. */
function signed(value: number, f: Formatter): string {
  return `${value < 0 ? '−' : '+'}${f.ms(Math.abs(value))}`
}

/** How its clock stands to ours; empty while unknown. */
export function remoteClockText({ clock }: Pick<RemoteLink, 'clock'>, f: Formatter, t: Translate): string {
  if (clock === null) return ''
  const words = { offset: signed(clock.offsetMs, f), uncertainty: f.ms(clock.offsetUncertaintyMs), aligned: f.ms(clock.uncertaintyMs), rtt: f.ms(clock.rttMs) }
  const { driftPpm, driftUncertaintyPpm } = clock
  if (driftPpm === null || driftUncertaintyPpm === null) return t('domain:remote.clock', words)
  return t('domain:remote.clockDrift', { ...words, drift: `${driftPpm.toFixed(1)} ± ${driftUncertaintyPpm.toFixed(1)}` })
}

/** Name and address, then a sentence for each thing that is known. */
export function remoteFacts(link: RemoteLink, f: Formatter, t: Translate): readonly string[] {
  const facts = [
    t('domain:remote.name', { machine: link.machine ?? link.address, address: link.address }),
    remoteClockText(link, f, t),
    link.scrapeIntervalMs === null ? '' : t('domain:remote.scrape', { interval: f.limit(link.scrapeIntervalMs) }),
    link.retention === null ? '' : t('domain:remote.retention', { retention: link.retention }),
    link.gaps === 0 ? '' : t('domain:remote.gaps', { count: link.gaps }),
  ]
  return facts.filter((fact) => fact !== '')
}

/** How old the newest sample is; empty before the first. For a link that is on. */
export function lastSampleText({ lastSampleAgeMs }: RemoteLink, f: Formatter, t: Translate): string {
  return lastSampleAgeMs == null ? '' : t('domain:remote.last', { age: f.ms(Math.max(0, lastSampleAgeMs)) })
}

export function remoteLinkText(link: RemoteLink, f: Formatter, t: Translate): string {
  return t('domain:remote.linked', { facts: remoteFacts(link, f, t).join(' ') })
}
