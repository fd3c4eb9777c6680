/** The side panel of one request: what happened when, how its tokens came, what went wrong, what the machine did meanwhile. */
import { ChevronLeft, ChevronRight, X } from 'lucide-react'
import { useCallback, useMemo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { requestMetrics } from '../../../../core/measure/request-metrics.ts'
import { requestLabels } from '../../../../core/measure/request-labels.ts'
import { labelKey, labelText, metricKey, outcomeKey, requestErrorText } from '../../../../core/format/index.ts'
import type { SessionId } from '../../../../core/model/ids.ts'
import { isFailure } from '../../../../core/model/outcome.ts'
import type { RequestRecord } from '../../../../core/model/request.ts'
import type { Moment } from '../../../../core/model/explanation.ts'
import { firstProbeIndex, isProbeIndex, requestNumber } from '../../../../core/model/request.ts'
import type { RequestDetail } from '../../../../core/model/view.ts'
import { bench } from '../../api.ts'
import { clockText } from '../../charts/axis-scale.ts'
import { Badge, IconButton, MissingValue, Skeleton, Value } from '../../components/index.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import { useLoad } from '../../hooks/use-load.ts'
import { useSidePanel } from '../../hooks/use-side-panel.ts'
import type { TimelineFocus } from '../../charts/timeline-store.ts'
import { Explained } from '../diagnosis/explained.tsx'
import { CallError } from '../frame/call-error.tsx'
import { figureOf, type FigureKind } from './figures.ts'
import { RequestMachine } from './request-machine.tsx'
import { GapStrip, Waterfall } from './request-waterfall.tsx'
import styles from './request-panel.module.css'

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className={styles.part}>
      <h3 className={styles.partTitle}>{title}</h3>
      {children}
    </section>
  )
}

function Figures({ record }: { readonly record: RequestRecord }) {
  const { t } = useTranslation()
  const formatter = useFormatter()
  const metrics = requestMetrics(record)
  const missing = t('session:missing.notReached')
  const notTold = t('session:missing.notTold')
  const rows: readonly (readonly [label: string, value: number | null, kind: FigureKind, missing: string])[] = [
    [t(metricKey('ttftMs', 'short')), metrics.ttftMs, 'ms', missing], [t(metricKey('tpotMs', 'short')), metrics.tpotMs, 'ms', missing], [t(metricKey('e2eMs', 'short')), metrics.e2eMs, 'ms', missing],
    [t(metricKey('maxGapMs', 'name')), metrics.maxGapMs, 'ms', missing], [t(metricKey('decodeTokensPerS', 'name')), metrics.decodeTokensPerS, 'tokensPerS', missing],
    [t(metricKey('promptTokens', 'name')), record.promptTokens, 'count', notTold], [t('session:request.cached'), record.cachedTokens, 'count', notTold], [t(metricKey('outputTokens', 'name')), record.outputTokens, 'count', notTold],
  ]
  return (
    <dl className={styles.figures}>
      {rows.map(([label, value, kind, reason]) => <div key={label}><dt>{label}</dt><dd><Value figure={figureOf(formatter, value, kind, reason)} /></dd></div>)}
      <div><dt>{t('session:request.source')}</dt><dd>{record.tokenSource === null ? <MissingValue reason={notTold} /> : t(`domain:tokenSource.${record.tokenSource}`)}</dd></div>
      <div><dt>{t('session:request.finish')}</dt><dd data-selectable>{record.finishReason ?? <MissingValue reason={missing} />}</dd></div>
      <div><dt>{t('session:request.connection')}</dt><dd>{record.connection === null ? <MissingValue reason={missing} /> : t(`session:request.connection-${record.connection}`)}</dd></div>
    </dl>
  )
}

function Labels({ record, plannedTokens }: { readonly record: RequestRecord; readonly plannedTokens: number | null }) {
  const { t } = useTranslation()
  const formatter = useFormatter()
  const labels = requestLabels(record, plannedTokens)
  if (labels.length === 0) return null
  return (
    <ul className={styles.labels}>
      {labels.map((label) => (
        <li key={label.kind === 'server-disagrees' ? label.figure : label.kind}>
          <Badge tone={label.kind === 'prefix-cached' || label.kind === 'cold-start' ? 'neutral' : 'poor'}>{t(labelKey(label.kind, 'name'))}</Badge>
          <span>{labelText(label, formatter, (key, params) => t(key, { ...params }))}</span>
        </li>
      ))}
    </ul>
  )
}

function Body({ detail: { record, telemetry }, plannedTokens, sessionId, onShow }: { readonly detail: RequestDetail } & Pick<RequestPanelProps, 'plannedTokens' | 'sessionId' | 'onShow'>) {
  const { t } = useTranslation()
  const timings = record.serverTimings
  const formatter = useFormatter()
  const moment = useMemo((): Moment => {
    // A request of the probe user is no part of the stage that it would be held against: its time is.
    return isProbeIndex(record.index) ? { kind: 'interval', fromMs: record.sentAtMs ?? record.dueAtMs, toMs: record.endAtMs } : { kind: 'request', index: record.index }
  }, [record.index, record.sentAtMs, record.dueAtMs, record.endAtMs])
  return (
    <>
      {record.error !== null && (
        <div className={styles.error}>
          <strong>{record.error.code}{record.httpStatus === null ? '' : ` · HTTP ${record.httpStatus}`}</strong>
          <p data-selectable>{requestErrorText(record.error.message, (key, params) => t(key, { ...params }))}</p>
        </div>
      )}
      <Labels record={record} plannedTokens={plannedTokens} />
      <Part title={t('session:request.phases')}><Waterfall record={record} /></Part>
      <Part title={t('diagnosis:explain.title')}><Explained sessionId={sessionId} moment={moment} onShow={onShow} /></Part>
      <Part title={t('session:request.gaps')}><GapStrip record={record} /></Part>
      <Part title={t('session:request.figures')}><Figures record={record} /></Part>
      {timings !== null && (
        <Part title={t('session:request.server')}>
          <p className="muted">{t('session:request.serverText', {
            prompt: formatter.count(timings.promptTokens), promptMs: formatter.ms(timings.promptMs), output: formatter.count(timings.outputTokens), outputMs: formatter.ms(timings.outputMs),
          })}{timings.loadMs === null ? '' : t('session:request.serverLoad', { load: formatter.ms(timings.loadMs) })}</p>
        </Part>
      )}
      <Part title={t('session:request.machine')}><RequestMachine telemetry={telemetry} /></Part>
    </>
  )
}

export interface RequestPanelProps {
  readonly sessionId: SessionId
  readonly index: number
  readonly count: number
  /** Requests of the probe user. */
  readonly probeCount: number
  /** Tokens that each prompt was to have. */
  readonly plannedTokens: number | null
  readonly onOpen: (index: number) => void
  /** Points at a time range and lanes on the timeline. */
  readonly onShow: (focus: TimelineFocus) => void
  readonly onClose: () => void
}

export function RequestPanel({ sessionId, index, count, probeCount, plannedTokens, onOpen, onShow, onClose }: RequestPanelProps) {
  const { t } = useTranslation()
  const { loaded, reload } = useLoad(useCallback(() => bench.call['sessions:request']({ sessionId, index }), [sessionId, index]))
  const panel = useSidePanel(onClose)
  const [first, length] = isProbeIndex(index) ? [firstProbeIndex, probeCount] : [0, count]
  const detail = loaded.state === 'ready' && loaded.value.record.index === index ? loaded.value : null
  const record = detail?.record ?? null
  return (
    <aside ref={panel} tabIndex={-1} className={styles.panel} aria-label={t('session:request.title', { index: requestNumber(index) })} aria-busy={record === null}>
      <header className={styles.head}>
        <h2>{t('session:request.title', { index: requestNumber(index) })}</h2>
        {record !== null && <Badge tone={isFailure(record.outcome) ? 'bad' : 'neutral'}>{t(outcomeKey(record.outcome))}</Badge>}
        {record !== null && <span className="muted">{clockText(record.sentAtMs ?? record.dueAtMs, 2)}</span>}
        <div className={styles.headActions}>
          <IconButton icon={ChevronLeft} size="sm" label={t('session:request.previous')} disabled={index <= first} onClick={() => { onOpen(index - 1) }} />
          <IconButton icon={ChevronRight} size="sm" label={t('session:request.next')} disabled={index >= first + length - 1} onClick={() => { onOpen(index + 1) }} />
          <IconButton icon={X} size="sm" label={t('session:request.close')} shortcut="Esc" onClick={onClose} />
        </div>
      </header>
      <div className={styles.body} tabIndex={0} role="group" aria-label={t('session:request.details')}>
        {loaded.state === 'error' ? <CallError layout="inline" error={loaded.error} onRetry={reload} /> : detail === null ? <Skeleton lines={8} /> : <Body detail={detail} plannedTokens={plannedTokens} sessionId={sessionId} onShow={onShow} />}
      </div>
    </aside>
  )
}
