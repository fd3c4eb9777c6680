/** The session as a page: header, verdicts, headline figures, timeline, the three layers, stages, requests, plan and method. */
import { CircleSlash } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { engineKey, lengthsText, type Translate } from '../../../../core/format/index.ts'
import type { SessionMeta } from '../../../../core/model/session.ts'
import type { SessionView as SessionData } from '../../../../core/model/view.ts'
import { plannedPromptTokens } from '../../../../core/model/workload.ts'
import { bench } from '../../api.ts'
import { requestText } from '../../charts/request-text.ts'
import { TimelineStore, type Range, type TimelineFocus } from '../../charts/timeline-store.ts'
import { TimelineChart } from '../../charts/timeline.tsx'
import { Card, EmptyState } from '../../components/index.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import { useReportError } from '../../hooks/use-report-error.ts'
import { DiagnosisPanel } from '../diagnosis/diagnosis-panel.tsx'
import { CallError } from '../frame/call-error.tsx'
import { EventList } from '../events/event-list.tsx'
import { View } from '../frame/view.tsx'
import { CapacitySection } from './capacity-section.tsx'
import { EditableName } from './editable-name.tsx'
import { ErrorTimeline } from './error-timeline.tsx'
import { ExperienceSection } from './experience-section.tsx'
import { ExportButtons } from './export-buttons.tsx'
import { Headline } from './headline.tsx'
import { MomentPanel } from './moment-panel.tsx'
import { MethodSection } from './method-section.tsx'
import { PlanSection } from './plan-section.tsx'
import { ProbeSection } from './probe-section.tsx'
import { RequestPanel } from './request-panel.tsx'
import { RequestTable } from './request-table.tsx'
import { ScopeBar } from './scope-bar.tsx'
import { useScope, type Scope } from './scope.ts'
import { SessionBadges } from './session-badges.tsx'
import { SessionBanner } from './session-banner.tsx'
import { SoakSection } from './soak-section.tsx'
import { StabilitySection } from './stability-section.tsx'
import { StageTable } from './stage-table.tsx'
import { TagEditor } from './tag-editor.tsx'
import { VerdictStrip } from './verdict-strip.tsx'
import styles from './session.module.css'

/** Name and tags as shown, kept at once and corrected if main refuses. */
function useLabels(meta: SessionMeta) {
  const [labels, setLabels] = useState({ name: meta.name, tags: meta.tags })
  const reportError = useReportError()
  const update = async (change: { readonly name?: string; readonly tags?: string[] }): Promise<void> => {
    const before = labels
    setLabels({ ...labels, ...change })
    const answer = await bench.call['sessions:update']({ sessionId: meta.id, ...change })
    if (answer.ok) return
    setLabels(before)
    reportError(answer.error)
  }
  return { ...labels, rename: (name: string) => { void update({ name }) }, retag: (tags: readonly string[]) => { void update({ tags: [...tags] }) } }
}

function useContextLine(meta: SessionMeta, durationMs: number): string {
  const { t } = useTranslation()
  const formatter = useFormatter()
  const { target, workload } = meta.plan
  const words: Translate = (key, params) => t(key, { ...params })
  return [
    `${t(engineKey(target.engine))}${target.engineVersion === null ? '' : ` ${target.engineVersion}`}`, target.model,
    lengthsText(workload, formatter, words), formatter.clock(durationMs), formatter.dateTime(meta.createdAtMs),
  ].join(' · ')
}

const rangeOf = (scope: Scope, durationMs: number): readonly [number, number] =>
  scope.kind === 'range' ? scope.range : scope.kind === 'stage' ? [scope.figures.startMs, scope.figures.endMs] : [0, durationMs]

function Layers({ view, scope, onOpenRequest }: { readonly view: SessionData; readonly scope: Scope; readonly onOpenRequest: (index: number) => void }) {
  const { analysis, timeline, meta } = view
  if (scope.kind === 'range' && scope.error !== null) return <CallError layout="inline" error={scope.error} />
  // While a range is being computed the tables keep what they show; the scope bar and the headline say that it is under way.
  const figures = scope.figures ?? analysis.overall
  return (
    <div className={styles.layers} aria-busy={scope.figures === null}>
      <ExperienceSection figures={figures} scope={scope} analysis={analysis} requests={timeline.requests} onOpenRequest={onOpenRequest} />
      <CapacitySection figures={figures} analysis={analysis} scope={scope} />
      <StabilitySection scope={scope} analysis={analysis} plan={meta.plan} timeline={timeline} range={rangeOf(scope, timeline.durationMs)} />
    </div>
  )
}

export function SessionPage({ view }: { readonly view: SessionData }) {
  const { t } = useTranslation()
  const formatter = useFormatter()
  const { meta, analysis, timeline } = view
  const [store] = useState(() => new TimelineStore([0, Math.max(timeline.durationMs, 1)]))
  const [opened, setOpened] = useState<number | null>(null)
  const [moment, setMoment] = useState<Range | null>(null)
  const openRequest = (index: number | null): void => {
    setMoment(null)
    setOpened(index)
  }
  const openMoment = (range: Range): void => {
    setOpened(null)
    setMoment(range)
    store.setFocus({ range, lanes: [] }, false)
  }
  const closeMoment = (): void => {
    setMoment(null)
    store.setFocus(null)
  }
  const show = (focus: TimelineFocus): void => { store.setFocus(focus) }
  const state = useScope(meta.id, analysis, store)
  const labels = useLabels(meta)
  const context = useContextLine(meta, timeline.durationMs)
  const { requests } = timeline
  const count = requests.index.length
  const describeRequest = (index: number): string => requestText(requests, index, formatter, (key, params) => t(key, { ...params }))
  return (
    <div className={styles.page}>
      <View
        title={<EditableName name={labels.name} onRename={labels.rename} />}
        status={<SessionBadges meta={meta} analysis={analysis} />}
        actions={<ExportButtons sessionId={meta.id} />}
      >
        <div className={styles.contextRow}>
          <span className="muted truncate" data-selectable title={context}>{context}</span>
          <TagEditor tags={labels.tags} onChange={labels.retag} />
        </div>
        <SessionBanner meta={meta} />
        <VerdictStrip analysis={analysis} />
        {count > 0 && <DiagnosisPanel sessionId={meta.id} range={state.scope.kind === 'range' ? state.scope.range : null} store={store} />}
        {count === 0
          ? <Card><EmptyState compact icon={CircleSlash} title={t('session:empty.title')} description={t('session:empty.description')} /></Card>
          : (
            <div className={styles.group}>
              <ScopeBar analysis={analysis} state={state} store={store} />
              <Headline scope={state.scope} analysis={analysis} requests={requests} />
            </div>
          )}
        <TimelineChart timeline={timeline} store={store} isLive={false} onOpenRequest={openRequest} describeRequest={describeRequest} onExplain={(at) => { if ('request' in at) openRequest(at.request); else openMoment(at.range) }} />
        <ErrorTimeline analysis={analysis} requests={requests} store={store} onOpenRequest={openRequest} />
        <EventList events={timeline.events} store={store} />
        {count > 0 && <Layers view={view} scope={state.scope} onOpenRequest={openRequest} />}
        {analysis.stages.length > 0 && <StageTable analysis={analysis} chosen={state.stage} onChoose={state.chooseStage} />}
        <SoakSection soak={analysis.soak} />
        <ProbeSection analysis={analysis} />
        {timeline.requestCount !== undefined && <p className="muted">{t('session:requests.chosen', { shown: formatter.count(count), all: formatter.count(timeline.requestCount) })}</p>}
        {count > 0 && <RequestTable requests={requests} probes={timeline.probes} stages={timeline.stages} range={state.scope.kind === 'range' ? state.scope.range : null} opened={opened} onOpen={openRequest} />}
        <PlanSection meta={meta} />
        <MethodSection meta={meta} analysis={analysis} />
      </View>
      {opened !== null && <RequestPanel sessionId={meta.id} index={opened} count={count} probeCount={timeline.probes?.index.length ?? 0} plannedTokens={plannedPromptTokens(meta.plan.workload)} onOpen={openRequest} onShow={show} onClose={() => { setOpened(null) }} />}
      {moment !== null && <MomentPanel key={moment.join()} sessionId={meta.id} range={moment} onShow={show} onClose={closeMoment} />}
    </div>
  )
}
