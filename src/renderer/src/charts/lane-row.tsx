/** One lane: its head with name, key and values at the crosshair, and the canvas that a chart is drawn on by hand. */
import { Ellipsis } from 'lucide-react'
import { memo, useEffect, useLayoutEffect, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { DefinitionTip, IconButton, Menu, type MenuItem } from '../components/index.ts'
import type { LaneContent } from './lane-chart.ts'
import { summarizeLane } from './lane-summary.ts'
import type { Lane, LaneId } from './lane-types.ts'
import { READOUT_ATTRIBUTE, readoutText } from './readout.ts'
import { Swatch } from './swatch.tsx'
import type { TimelineSurface } from './timeline-surface.ts'
import styles from './timeline.module.css'

/** Keeps its identity, so that heads aren't rendered anew with every frame of a live run. */
export interface LaneActions {
  readonly onToggle: (id: LaneId) => void
  readonly onMove: (id: LaneId, by: -1 | 1) => void
  readonly onToggleLog: (id: LaneId) => void
}

interface LaneHeadProps {
  readonly lane: Lane
  readonly isLog: boolean
  readonly actions: LaneActions
}

function LaneMenu({ lane, isLog, actions }: LaneHeadProps) {
  const { t } = useTranslation()
  const items: readonly MenuItem[] = [
    ...(lane.canLog ? [{ kind: 'action', id: 'log', label: t('session:timeline.logScale'), checked: isLog, onSelect: () => { actions.onToggleLog(lane.kind) } } as const] : []),
    { kind: 'action', id: 'up', label: t('session:timeline.moveUp'), onSelect: () => { actions.onMove(lane.kind, -1) } },
    { kind: 'action', id: 'down', label: t('session:timeline.moveDown'), onSelect: () => { actions.onMove(lane.kind, 1) } },
    { kind: 'separator', id: 'line' },
    { kind: 'action', id: 'hide', label: t('session:timeline.hideLane'), onSelect: () => { actions.onToggle(lane.kind) } },
  ]
  return <Menu align="end" items={items} trigger={<IconButton icon={Ellipsis} size="sm" label={t('session:timeline.laneMenu', { lane: lane.title })} className={styles.laneMenu} />} />
}

/** Whether two lanes look the same in their heads: everything but the data. */
function hasSameHead(one: Lane, other: Lane): boolean {
  return one.id === other.id && one.title === other.title && one.unit === other.unit && (one.note === null) === (other.note === null) && (one.heat === null) === (other.heat === null)
    && one.series.length === other.series.length && one.series.every(({ id, label }, i) => id === other.series[i]?.id && label === other.series[i]?.label)
}

const LaneHead = memo(function LaneHead({ lane, isLog, actions }: LaneHeadProps) {
  const { t } = useTranslation()
  return (
    <>
      <div className={styles.laneTitle}>
        <DefinitionTip term={lane.title} definition={lane.definition} className={styles.laneName} />
        {lane.unit !== '' && lane.note === null && <span className={styles.laneUnit}>{lane.unit}</span>}
        {lane.canLog && lane.note === null && (
          <button type="button" className={styles.logToggle} aria-pressed={isLog} title={t('session:timeline.logScale')} onClick={() => { actions.onToggleLog(lane.kind) }}>
            {isLog ? t('session:timeline.log') : t('session:timeline.linear')}
          </button>
        )}
        <LaneMenu lane={lane} isLog={isLog} actions={actions} />
      </div>
      {lane.note === null && (
        <dl className={styles.keys}>
          {lane.series.map((series) => (
            <div key={series.id} className={styles.key}>
              <dt className={styles.keyName}><Swatch series={series} /><span className="truncate" title={series.label}>{series.label}</span></dt>
              {series.hasReadout && <dd className={styles.keyValue} {...{ [READOUT_ATTRIBUTE]: series.id }} />}
            </div>
          ))}
          {lane.heat?.isScale === true && (
            <div className={styles.key}>
              <dt className={styles.keyName}>{t('session:series.idle')}</dt>
              <dd className={styles.heatKey} aria-hidden />
              <dd className={styles.keyName}>{t('session:series.busy')}</dd>
            </div>
          )}
        </dl>
      )}
    </>
  )
}, (before, after) => before.isLog === after.isLog && before.actions === after.actions && hasSameHead(before.lane, after.lane))

/** The picture in words, for the canvas's accessible name. */
function useLaneText(lane: Lane, durationMs: number, isLive: boolean): string {
  const { t } = useTranslation()
  return useMemo(() => {
    if (isLive) return lane.title
    const parts = summarizeLane(lane, [0, durationMs]).filter(({ n }) => n > 0).map(({ label, n, min, max }) =>
      t('session:timeline.summary', { series: label, n, min: readoutText(min ?? 0), max: readoutText(max ?? 0), unit: lane.unit }))
    return [lane.title, ...parts].join('. ')
  }, [lane, durationMs, isLive, t])
}

export interface LaneRowProps {
  readonly surface: TimelineSurface
  readonly content: LaneContent
  readonly durationMs: number
  readonly isLive: boolean
  /** Evidence points at it. */
  readonly isFocused: boolean
  readonly actions: LaneActions
}

function LaneCanvas({ surface, content, head, label }: { readonly surface: TimelineSurface; readonly content: LaneContent; readonly head: React.RefObject<HTMLDivElement | null>; readonly label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const first = useRef(content)
  const { id } = content.lane
  useLayoutEffect(() => {
    first.current = content
  })
  useEffect(() => {
    if (canvas.current === null || head.current === null) return undefined
    return surface.mountLane(canvas.current, head.current, first.current)
  }, [surface, head, id])
  useEffect(() => {
    surface.updateLane(content)
  }, [surface, content])
  return <canvas ref={canvas} className={styles.canvas} role="img" aria-label={label} />
}

/** A lane without data is one line that says why. */
export function LaneRow({ surface, content, durationMs, isLive, isFocused, actions }: LaneRowProps) {
  const head = useRef<HTMLDivElement>(null)
  const { lane, isLog } = content
  const label = useLaneText(lane, durationMs, isLive)
  const isCollapsed = lane.note !== null
  return (
    <div className={isCollapsed ? `${styles.lane} ${styles.collapsed}` : styles.lane} data-lane={lane.kind} data-focus={isFocused || undefined} data-idle={lane.group?.isIdle === true || undefined} style={isCollapsed ? undefined : { height: lane.heightPx }}>
      <div className={styles.laneHead} ref={head}><LaneHead lane={lane} isLog={isLog} actions={actions} /></div>
      <div className={styles.plot}>
        {isCollapsed ? <span className={styles.note}>{lane.note}</span> : <LaneCanvas surface={surface} content={content} head={head} label={label} />}
      </div>
    </div>
  )
}
