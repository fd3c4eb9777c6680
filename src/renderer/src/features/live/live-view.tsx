/** The run while it runs: progress, six figures, and latency and machine moving together on one time axis. */
import { Gauge } from 'lucide-react'
import { memo, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { statusKey } from '../../../../core/format/index.ts'
import type { SessionStatus } from '../../../../core/model/session.ts'
import type { JobState, Timeline } from '../../../../core/model/view.ts'
import { requestText } from '../../charts/request-text.ts'
import { TimelineStore } from '../../charts/timeline-store.ts'
import { TimelineChart } from '../../charts/timeline.tsx'
import { Badge, Button, EmptyState, ProgressBar, Skeleton, StatusBadge } from '../../components/index.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import { useLive, type LiveState } from '../../stores/live-store.ts'
import { useRun } from '../../stores/run-store.ts'
import { paths } from '../frame/paths.ts'
import { LiveCause } from '../diagnosis/live-cause.tsx'
import { EventList } from '../events/event-list.tsx'
import { View } from '../frame/view.tsx'
import { jobText } from './job-text.ts'
import { LiveFiguresStrip } from './live-figures.tsx'
import { LiveProgress } from './live-progress.tsx'
import { StopButton } from './stop-button.tsx'
import styles from './live.module.css'

/** The axis grows in steps, so that the picture fills from the left instead of shrinking with every frame. */
function axisEndMs(durationMs: number): number {
  const stepMs = durationMs < 180_000 ? 20_000 : durationMs < 1_800_000 ? 60_000 : 600_000
  return Math.max(stepMs, Math.ceil((durationMs + 1) / stepMs) * stepMs)
}

/** Rendered with the timeline only, which changes less often than the figures. */
const Picture = memo(function Picture({ timeline }: { readonly timeline: Timeline }) {
  const { t } = useTranslation()
  const formatter = useFormatter()
  const end = axisEndMs(timeline.durationMs)
  const [store] = useState(() => new TimelineStore([0, end]))
  useEffect(() => { store.setDomain([0, end]) }, [store, end])
  return (
    <>
      <TimelineChart
        timeline={timeline} store={store} isLive onOpenRequest={null}
        describeRequest={(index) => requestText(timeline.requests, index, formatter, (key, params) => t(key, { ...params }))}
      />
      <EventList events={timeline.events} store={store} />
    </>
  )
})

function Badges({ state, ended }: { readonly state: LiveState; readonly ended: SessionStatus | null }) {
  const { t } = useTranslation()
  const formatter = useFormatter()
  const { client, meta } = state
  return (
    <>
      {/* The dot stands still: an endless animation would keep the GPU under test busy. */}
      {ended === null ? <Badge tone="good" dot="still">{t(statusKey('running'))}</Badge> : <StatusBadge status={ended} label={t(statusKey(ended))} />}
      {meta?.plan.target.simulated === true && <StatusBadge status="simulated" label={t('session:header.simulated')} tip={t('domain:verdict.simulated')} />}
      {client.valid !== null && (
        <StatusBadge
          status={client.valid ? 'client-valid' : 'client-invalid'} label={t(client.valid ? 'session:client.valid' : 'session:client.invalid')}
          tip={t(client.valid ? 'live:client' : 'live:clientSaturated', { loop: formatter.ms(client.loopDelayP99Ms), lag: formatter.ms(client.scheduleLagP99Ms) })}
        />
      )}
    </>
  )
}

/** What the light user beside the load feels; nothing where there is none. */
function ProbeLine({ probe }: { readonly probe: LiveState['figures']['probe'] }) {
  const { t } = useTranslation()
  const formatter = useFormatter()
  if (probe === null) return null
  return <p className="muted">{t('live:probe', { ttft: formatter.ms(probe.ttftP50Ms), tpot: formatter.ms(probe.tpotP50Ms), n: formatter.count(probe.n) })}</p>
}

function Running({ state }: { readonly state: LiveState }) {
  const { t } = useTranslation()
  const { progress: current, ended, job } = useRun()
  const [, navigate] = useLocation()
  const { progress, meta } = state
  const isOver = current === null && job === null && (progress.phase === 'ended' || ended?.sessionId === progress.sessionId)
  const target = meta?.plan.target
  return (
    <View
      title={meta?.name ?? t('live:title')}
      status={<Badges state={state} ended={isOver ? ended?.status ?? 'completed' : null} />}
      {...(target === undefined ? {} : { meta: `${target.name} · ${target.model}` })}
      actions={isOver
        ? <Button variant="primary" onClick={() => { navigate(paths.session(progress.sessionId)) }}>{t('live:open')}</Button>
        : <StopButton stopping={current?.stopping ?? progress.stopping} />}
    >
      <LiveProgress progress={isOver ? { ...progress, phase: 'ended' } : progress} />
      <LiveFiguresStrip state={state} />
      <ProbeLine probe={state.figures.probe} />
      {!isOver && <LiveCause key={progress.sessionId} sessionId={progress.sessionId} requests={state.figures.requests} />}
      <Picture key={progress.sessionId} timeline={state.timeline} />
    </View>
  )
}

function Waiting() {
  const { t } = useTranslation()
  return (
    <View title={t('live:title')}>
      <div aria-busy className={styles.waiting}>
        <p className="muted" role="status">{t('live:connecting')}</p>
        <Skeleton className={styles.skeletonStrip} />
        <Skeleton className={styles.skeletonChart} />
      </div>
    </View>
  )
}

/** No run is measured, but one will be: what is being done meanwhile, and Stop. */
function BetweenRuns({ job }: { readonly job: JobState }) {
  const { t } = useTranslation()
  return (
    <View title={t('live:title')} actions={<StopButton stopping={job.stopping ? 'drain' : 'no'} />}>
      <div className={styles.waiting}>
        <p role="status">{jobText(job, t)}</p>
        {job.step === 'calibrating' && <p className="muted">{t('live:calibratingWhy')}</p>}
        <ProgressBar label={t('live:progress')} value={job.length === 1 ? null : (job.position - 1) / job.length} text={jobText(job, t)} />
        <Skeleton className={styles.skeletonStrip} />
        <Skeleton className={styles.skeletonChart} />
      </div>
    </View>
  )
}

function NoRun() {
  const { t } = useTranslation()
  const [, navigate] = useLocation()
  return (
    <View title={t('live:title')}>
      <EmptyState icon={Gauge} title={t('live:none.title')} description={t('live:none.description')} action={<Button variant="primary" onClick={() => { navigate(paths.newRun) }}>{t('live:none.action')}</Button>} />
    </View>
  )
}

/** A run of this window's life, the one in progress first; without one, the way to start one. */
export function LiveView() {
  const live = useLive()
  const { progress, ended, job } = useRun()
  if (progress !== null) return live?.progress.sessionId === progress.sessionId ? <Running state={live} /> : <Waiting />
  if (job !== null) return <BetweenRuns job={job} />
  return live !== null && ended?.sessionId === live.progress.sessionId ? <Running state={live} /> : <NoRun />
}
