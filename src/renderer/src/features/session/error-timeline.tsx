/** Errors on the time axis of the charts above: the first of each class stands out, the density of the rest follows; then what the order says. */
import { useMemo, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { errorClassKey, errorOrderKey, outcomeKey, requestErrorText, signalNameKey } from '../../../../core/format/index.ts'
import { readingEvidence } from '../../../../core/diagnosis/error-cause.ts'
import type { SessionAnalysis } from '../../../../core/model/analysis.ts'
import type { ChainLink, StateValue } from '../../../../core/model/error-chain.ts'
import type { RequestColumns } from '../../../../core/model/request-columns.ts'
import type { SignalName } from '../../../../core/model/telemetry.ts'
import { clockText } from '../../charts/axis-scale.ts'
import { laneOfSignal } from '../../charts/lane-of-signal.ts'
import type { Range, TimelineStore } from '../../charts/timeline-store.ts'
import { Button, Card, cx, Tooltip } from '../../components/index.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import { EvidenceList } from '../diagnosis/evidence-list.tsx'
import { densityPath, errorDensity, type ErrorDensity } from './error-density.ts'
import styles from './error-timeline.module.css'

const BINS = 160

/** What tells most about a machine at an instant, in this order. */
const telling: readonly SignalName[] = ['srv.running', 'srv.waiting', 'gpu.util', 'gpu.mem.used', 'cpu.total', 'mem.used', 'swap.in', 'srv.kv']

function stateValues({ machine }: ChainLink): readonly StateValue[] {
  return telling.flatMap((signal) => machine.values.find((one) => one.signal === signal && one.value !== null) ?? [])
}

/** The machine just before the first failure of a class. */
function useStateText(): (link: ChainLink) => string {
  const { t } = useTranslation()
  const formatter = useFormatter()
  return (link) => [
    t('session:errorTimeline.open', { count: link.machine.openRequests }),
    ...stateValues(link).map(({ signal, value, unit }) => `${t(signalNameKey(signal))} ${formatter.signal(value, unit)}`),
  ].join(' · ')
}

interface RowProps {
  readonly link: ChainLink
  readonly rank: number
  readonly view: Range
  readonly density: ErrorDensity
  readonly onShow: (link: ChainLink) => void
}

function Row({ link, rank, view, density, onShow }: RowProps) {
  const { t } = useTranslation()
  const formatter = useFormatter()
  const stateText = useStateText()
  const counts = density.byClass.get(link.errorClass)
  const place = (link.atMs - view[0]) / (view[1] - view[0])
  const isInView = place >= 0 && place <= 1
  const name = t(errorClassKey(link.errorClass))
  const tip = [clockText(link.atMs, 1), t(outcomeKey(link.outcome)), link.message === null ? '' : requestErrorText(link.message, (key, params) => t(key, { ...params })), stateText(link)].filter((part) => part !== '')
  return (
    <li className={styles.row}>
      <div className={styles.name}>
        <span className="truncate" title={name}>{name}</span>
        <span className={styles.count}>{t('session:stability.count', { count: link.count, shown: formatter.count(link.count) })}</span>
      </div>
      <div className={styles.strip}>
        {counts !== undefined && (
          <svg className={styles.density} viewBox={`0 0 ${BINS} 1`} preserveAspectRatio="none" aria-hidden><path d={densityPath(counts, density.most)} /></svg>
        )}
        {isInView && (
          <Tooltip content={<span className={styles.tip}>{tip.map((part) => <span key={part}>{part}</span>)}</span>}>
            <button
              type="button" className={cx(styles.marker, rank === 0 && styles.first)} style={{ insetInlineStart: `${100 * place}%` }}
              aria-label={t('session:errorTimeline.marker', { rank: rank + 1, name, at: clockText(link.atMs, 1) })} onClick={() => { onShow(link) }}
            >
              {rank + 1}
            </button>
          </Tooltip>
        )}
      </div>
    </li>
  )
}

function Strike({ link, rank, onShow, onOpenRequest }: { readonly link: ChainLink; readonly rank: number; readonly onShow: (link: ChainLink) => void; readonly onOpenRequest: (index: number) => void }) {
  const { t } = useTranslation()
  const stateText = useStateText()
  return (
    <li className={styles.strike}>
      <span className={styles.rank}>{rank + 1}</span>
      <Button size="sm" variant="ghost" title={t('session:events.show')} onClick={() => { onShow(link) }}>{clockText(link.atMs, 1)}</Button>
      <div className={styles.words}>
        <p>
          <strong>{t(outcomeKey(link.outcome))}</strong>
          {link.httpStatus === null ? '' : ` · HTTP ${link.httpStatus}`}
          {link.warmup ? ` · ${t('session:stage.warmup')}` : ''}
          <Button size="sm" variant="ghost" onClick={() => { onOpenRequest(link.request) }}>{t('session:stability.open', { index: link.request })}</Button>
        </p>
        {link.message !== null && <p className={styles.message} data-selectable>{requestErrorText(link.message, (key, params) => t(key, { ...params }))}</p>}
        <p className={styles.machine}>{`${t('session:errorTimeline.then')} ${stateText(link)}`}</p>
      </div>
    </li>
  )
}

export interface ErrorTimelineProps {
  readonly analysis: SessionAnalysis
  readonly requests: RequestColumns
  readonly store: TimelineStore
  readonly onOpenRequest: (index: number) => void
}

/** Nothing at all without failures. */
export function ErrorTimeline({ analysis: { errorChain }, requests, store, onOpenRequest }: ErrorTimelineProps) {
  const { t } = useTranslation()
  const view = useSyncExternalStore((listener) => store.subscribe('view', listener), () => store.state.view)
  const { links, reading } = errorChain
  const density = useMemo(() => errorDensity(requests, view, BINS), [requests, view])
  const evidence = useMemo(() => readingEvidence(errorChain), [errorChain])
  if (links.length === 0) return null
  const show = (link: ChainLink): void => {
    store.setFocus({ range: [link.atMs - link.afterMs, link.atMs], lanes: ['errors', ...stateValues(link).flatMap(({ signal }) => laneOfSignal(signal) ?? [])] })
  }
  return (
    <Card title={t('session:errorTimeline.title')} note={t('session:errorTimeline.note')}>
      <ul className={styles.rows}>{links.map((link, rank) => <Row key={link.errorClass} link={link} rank={rank} view={view} density={density} onShow={show} />)}</ul>
      {reading !== null && (
        <div className={styles.reading}>
          <p data-selectable>{t(errorOrderKey(reading.id))}</p>
          <p className="muted">{t(`session:errorTimeline.support.${reading.support}`)}</p>
          {evidence.length > 0 && <EvidenceList items={evidence} place={null} onShow={(focus) => { store.setFocus(focus) }} />}
        </div>
      )}
      <ol className={styles.strikes}>{links.map((link, rank) => <Strike key={link.errorClass} link={link} rank={rank} onShow={show} onOpenRequest={onOpenRequest} />)}</ol>
    </Card>
  )
}
