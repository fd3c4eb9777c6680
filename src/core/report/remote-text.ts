/** What is known of a link to the model's machine, in sentences: name, clock, sample interval, gaps. */
import type { Formatter } from '../format/formatter.ts'
import type { RemoteLink } from '../model/remote.ts'
import type { Translate } from '../format/translate.ts'

/** `+1.3 ms`, `-2.0 s`. */
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

export function remoteLinkText(link: RemoteLink, f: Formatter, t: Translate): string {
  const head = t('domain:remote.linked', { machine: link.machine ?? link.address, address: link.address, clock: remoteClockText(link, f, t) })
  const parts = [
    head.trim(),
    ...(link.scrapeIntervalMs === null ? [] : [t('domain:remote.scrape', { interval: f.limit(link.scrapeIntervalMs) })]),
    ...(link.retention === null ? [] : [t('domain:remote.retention', { retention: link.retention })]),
    ...(link.gaps === 0 ? [] : [t('domain:remote.gaps', { count: link.gaps })]),
  ]
  return parts.join(' ')
}
