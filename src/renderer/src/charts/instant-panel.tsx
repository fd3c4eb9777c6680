/** All that is known of the instant under the crosshair, in a panel at the far side of the lanes; it never takes the pointer. */
import { memo, useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { eventLine, signalNameKey, sourceKey, isNotable, type Formatter, type Translate } from '../../../core/format/index.ts'
import type { Timeline } from '../../../core/model/view.ts'
import { useFormatter } from '../hooks/use-formatter.ts'
import { clockText } from './axis-scale.ts'
import { instantAt, type Instant, type InstantValue } from './instant.ts'
import type { TimelineStore } from './timeline-store.ts'
import styles from './instant-panel.module.css'

/** Events this near are told, as a share of what is in view. */
const NEAR_SHARE = 0.006

function Requests({ instant }: { readonly instant: Instant }) {
  const { t } = useTranslation()
  const formatter = useFormatter()
  const { inFlight, byPhase, open } = instant
  const named = byPhase.prefill + byPhase.decode + byPhase.end
  return (
    <section>
      <h3 className={styles.heading}>{t('session:instant.inFlight', { count: inFlight })}</h3>
      {named > 0 && <p className={styles.phases}>{t('session:instant.phases', { prefill: byPhase.prefill, decode: byPhase.decode + byPhase.end })}</p>}
      {open.map(({ index, phase, ageMs }) => (
        <div key={index} className={styles.row}>
          <span className={styles.name}>#{index} · {t(`session:instant.${phase}`)}</span>
          <span className={styles.value}>{formatter.ms(ageMs)}</span>
        </div>
      ))}
      {inFlight > named && named > 0 && <p className={styles.phases}>{t('session:instant.stillOpen', { count: inFlight - named })}</p>}
    </section>
  )
}

/** What explains latency best comes first; cards and other sources stand between. */
const firstGroups: readonly string[] = ['requests', 'metrics']
const lastGroups: readonly string[] = ['server', 'host', 'client']

interface SourceGroup {
  readonly id: string
  readonly title: string
  readonly values: readonly InstantValue[]
}

/** By source; each graphics card by itself. */
function groupsOf(values: readonly InstantValue[], t: Translate): readonly SourceGroup[] {
  const groups = new Map<string, { title: string; values: InstantValue[] }>()
  for (const one of values) {
    const { source, device, deviceLabel, signal } = one.series
    const isCard = signal.startsWith('gpu.')
    const id = isCard ? `${source}/${device}` : source
    const group = groups.get(id) ?? { title: isCard && deviceLabel !== '' ? deviceLabel : t(sourceKey(source)), values: [] }
    group.values.push(one)
    groups.set(id, group)
  }
  const rank = ([id]: readonly [string, unknown]): number => {
    const at = firstGroups.indexOf(id)
    return at >= 0 ? at : lastGroups.includes(id) ? 100 + lastGroups.indexOf(id) : 50
  }
  return [...groups].sort((a, b) => rank(a) - rank(b)).map(([id, group]) => ({ id, ...group }))
}

function nameOf({ series }: InstantValue, t: Translate): string {
  const isNamed = series.deviceLabel !== '' && !series.signal.startsWith('gpu.')
  return isNamed ? `${t(signalNameKey(series.signal))} · ${series.deviceLabel}` : t(signalNameKey(series.signal))
}

function Values({ instant, f }: { readonly instant: Instant; readonly f: Formatter }) {
  const { t } = useTranslation()
  const words: Translate = (key, params) => t(key, { ...params })
  return groupsOf(instant.values, words).map(({ id, title, values }) => (
    <section key={id} className={styles.group}>
      <h3 className={styles.heading} title={title}>{title}</h3>
      {values.map((one) => (
        <div key={one.key} className={styles.row}>
          <span className={styles.name}>{nameOf(one, words)}</span>
          <span className={styles.value}>{f.signal(one.value, one.series.unit)}</span>
        </div>
      ))}
    </section>
  ))
}

export interface InstantPanelProps {
  readonly timeline: Timeline
  readonly store: TimelineStore
}

/** The half of the window where the pointer is not: in narrow windows the panel lies there. */
function useFreeEdge(): 'top' | 'bottom' {
  const [edge, setEdge] = useState<'top' | 'bottom'>('bottom')
  useEffect(() => {
    const onMove = ({ clientY }: PointerEvent): void => setEdge(clientY < window.innerHeight / 2 ? 'bottom' : 'top')
    window.addEventListener('pointermove', onMove, { passive: true })
    return () => window.removeEventListener('pointermove', onMove)
  }, [])
  return edge
}

/** Nothing while nothing is pointed at. */
export const InstantPanel = memo(function InstantPanel({ timeline, store }: InstantPanelProps) {
  const { t } = useTranslation()
  const formatter = useFormatter()
  const hoverMs = useSyncExternalStore((listener) => store.subscribe('hover', listener), () => store.state.hoverMs)
  const instant = useMemo(() => (hoverMs === null ? null : instantAt(timeline, hoverMs)), [timeline, hoverMs])
  const edge = useFreeEdge()
  if (instant === null) return null
  const { view } = store.state
  const isLeft = instant.atMs > (view[0] + view[1]) / 2
  const nearMs = (view[1] - view[0]) * NEAR_SHARE
  const events = timeline.events.filter((event) => isNotable(event) && Math.abs(event.atMs - instant.atMs) <= nearMs).slice(0, 3)
  return (
    <div className={styles.dock} data-side={isLeft ? 'left' : 'right'} data-edge={edge} aria-hidden>
      <div className={styles.panel}>
        <p className={styles.time}>{clockText(instant.atMs, 2)}</p>
        {events.map((event) => <p key={`${event.kind}/${event.atMs}`} className={styles.event}>{eventLine(event, formatter, (key, params) => t(key, { ...params }))}</p>)}
        {timeline.stages.length > 0 && <Requests instant={instant} />}
        <Values instant={instant} f={formatter} />
      </div>
    </div>
  )
})
