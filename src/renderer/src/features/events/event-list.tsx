/** What happened out of the ordinary, in order: when, what, where, and which processes took the machine at that time. */
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { eventDetail, eventKey, eventPlace, isNotable, reasonKey, snapshotFor, type Translate } from '../../../../core/format/index.ts'
import type { ProcessSnapshot, SessionEvent } from '../../../../core/model/session.ts'
import { clockText } from '../../charts/axis-scale.ts'
import type { TimelineStore } from '../../charts/timeline-store.ts'
import { Button, Card, Value } from '../../components/index.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import styles from './events.module.css'

/** The newest so many are listed: a source that fails for hours must not fill the page. */
const LISTED = 200
/** Shown around an instant that was chosen, ms. */
const AROUND_MS = 15_000

function Snapshot({ snapshot }: { readonly snapshot: ProcessSnapshot }) {
  const { t } = useTranslation()
  const formatter = useFormatter()
  if (snapshot.top === null) return <p className={styles.detail}>{t('session:events.noProcesses', { reason: t(reasonKey(snapshot.reason ?? 'unknown')) })}</p>
  return (
    <details className={styles.snapshot}>
      <summary>{t('session:events.processes', { count: snapshot.top.length })}</summary>
      <table className={styles.processes}>
        <thead>
          <tr>
            <th scope="col">{t('session:events.process')}</th>
            <th scope="col" className="numeric">{t('session:events.pid')}</th>
            <th scope="col" className="numeric">{t('session:events.cpu')}</th>
            <th scope="col" className="numeric">{t('session:events.memory')}</th>
          </tr>
        </thead>
        <tbody>
          {snapshot.top.map(({ pid, name, cpuPercent, rssBytes }) => (
            <tr key={pid}>
              <td className="truncate" title={name} data-selectable>{name}</td>
              <td className="numeric">{pid}</td>
              <td className="numeric"><Value figure={cpuPercent === null ? { missing: t('session:events.begun') } : { text: formatter.signal(cpuPercent, '%') }} /></td>
              <td className="numeric">{rssBytes === null ? '–' : formatter.signal(rssBytes, 'B')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}

interface RowProps {
  readonly event: SessionEvent
  readonly snapshot: SessionEvent | null
  readonly onShow: (atMs: number) => void
}

function Row({ event, snapshot, onShow }: RowProps) {
  const { t } = useTranslation()
  const formatter = useFormatter()
  const words: Translate = (key, params) => t(key, { ...params })
  const [place, detail] = [eventPlace(event, words), eventDetail(event, formatter, words)]
  return (
    <li className={styles.row}>
      <Button size="sm" variant="ghost" className={styles.time} title={t('session:events.show')} onClick={() => { onShow(event.atMs) }}>{clockText(event.atMs, 1)}</Button>
      <div className={styles.what}>
        <div className={styles.head}>
          <strong>{t(eventKey(event.kind))}</strong>
          {place !== null && <span className={styles.place}>{place}</span>}
          {detail !== null && <span className={styles.detail} data-selectable>{detail}</span>}
        </div>
        {snapshot?.processes !== undefined && <Snapshot snapshot={snapshot.processes} />}
      </div>
    </li>
  )
}

/** Nothing at all where nothing happened. A time shows its instant on the lanes. */
export function EventList({ events, store }: { readonly events: readonly SessionEvent[]; readonly store: TimelineStore }) {
  const { t } = useTranslation()
  const notable = useMemo(() => events.filter(isNotable).sort((a, b) => a.atMs - b.atMs).slice(-LISTED), [events])
  if (notable.length === 0) return null
  const show = (atMs: number): void => {
    if (store.state.domain[1] - store.state.domain[0] > 4 * AROUND_MS) store.setView([atMs - AROUND_MS, atMs + AROUND_MS])
    store.setHover(atMs)
  }
  return (
    <Card title={t('session:events.title')} note={t('session:events.note', { count: notable.length })}>
      <ol className={styles.list}>
        {notable.map((event, i) => <Row key={`${event.kind}/${event.atMs}/${i}`} event={event} snapshot={snapshotFor(event, events)} onShow={show} />)}
      </ol>
    </Card>
  )
}
