/** Several sessions laid over each other in lanes under one crosshair: for reading, not for choosing ranges. */
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { DefinitionTip } from '../components/index.ts'
import { plotEdges } from './lane-geometry.ts'
import { summarizeLane } from './lane-summary.ts'
import type { Lane } from './lane-types.ts'
import { READOUT_ATTRIBUTE, readoutText } from './readout.ts'
import { Swatch } from './swatch.tsx'
import { AxisRow } from './time-axis.tsx'
import { handleTimelineKey } from './timeline-keyboard.ts'
import { TimelineStore, type Range } from './timeline-store.ts'
import { TimelineSurface, type SurfaceAxis } from './timeline-surface.ts'
import styles from './timeline.module.css'

export interface OverlayChartProps {
  readonly lanes: readonly Lane[]
  readonly domain: Range
  /** Left out: time. */
  readonly axis?: SurfaceAxis
  /** Names the axis in the foot. */
  readonly axisLabel: string
  /** Tells how to use it by keyboard. */
  readonly label: string
}

function useSurface(domain: Range, axis: SurfaceAxis | undefined): TimelineSurface | null {
  const [surface, setSurface] = useState<TimelineSurface | null>(null)
  const [from, to] = domain
  useEffect(() => {
    const made = new TimelineSurface(new TimelineStore([from, to]), axis)
    setSurface(made)
    return () => { made.destroy() }
  }, [from, to, axis])
  return surface
}

function Overlay({ surface, label }: { readonly surface: TimelineSurface; readonly label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [spoken, setSpoken] = useState('')
  useEffect(() => {
    const element = canvas.current
    if (element === null) return undefined
    const onMove = (event: PointerEvent): void => {
      const [left, right] = plotEdges(surface.widthPx)
      surface.store.setHover(surface.msAt(Math.min(Math.max(event.clientX - element.getBoundingClientRect().left, left), right)))
    }
    const onLeave = (): void => { surface.store.setHover(null) }
    element.addEventListener('pointermove', onMove)
    element.addEventListener('pointerleave', onLeave)
    const unmount = surface.mountOverlay(element)
    return () => {
      element.removeEventListener('pointermove', onMove)
      element.removeEventListener('pointerleave', onLeave)
      unmount()
    }
  }, [surface])
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || !handleTimelineKey(surface.store, event)) return
    event.preventDefault()
    event.stopPropagation()
    setSpoken(surface.crosshairSentence())
  }
  return (
    <>
      <canvas ref={canvas} className={styles.overlay} tabIndex={0} role="application" aria-label={label} onKeyDown={onKeyDown} />
      <span className="visually-hidden" role="status">{spoken}</span>
    </>
  )
}

function laneText(lane: Lane, domain: Range): string {
  const parts = summarizeLane(lane, domain).filter(({ n }) => n > 0).map(({ label, min, max }) => `${label} ${readoutText(min ?? 0)} … ${readoutText(max ?? 0)} ${lane.unit}`)
  return [lane.title, ...parts].join('. ')
}

function LaneCanvas({ surface, lane, head, label }: { readonly surface: TimelineSurface; readonly lane: Lane; readonly head: RefObject<HTMLDivElement | null>; readonly label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const content = useMemo(() => ({ lane, bands: [], marks: [], isLog: lane.canLog }), [lane])
  useEffect(() => (canvas.current === null || head.current === null ? undefined : surface.mountLane(canvas.current, head.current, content)), [surface, head, content])
  return <canvas ref={canvas} className={styles.canvas} role="img" aria-label={label} />
}

function OverlayLane({ surface, lane, domain }: { readonly surface: TimelineSurface; readonly lane: Lane; readonly domain: Range }) {
  const { t } = useTranslation()
  const head = useRef<HTMLDivElement>(null)
  return (
    <div className={styles.lane} style={{ height: lane.heightPx }}>
      <div className={styles.laneHead} ref={head}>
        <div className={styles.laneTitle}>
          <DefinitionTip term={lane.title} definition={lane.definition} className={styles.laneName} />
          <span className={styles.laneUnit}>{lane.unit}</span>
          {lane.canLog && <span className={styles.laneUnit}>{t('session:timeline.log')}</span>}
        </div>
        <dl className={styles.keys}>
          {lane.series.map((series) => (
            <div key={series.id} className={styles.key}>
              <dt className={styles.keyName}><Swatch series={series} /><span className="truncate" title={series.label}>{series.label}</span></dt>
              <dd className={styles.keyValue} {...{ [READOUT_ATTRIBUTE]: series.id }} />
            </div>
          ))}
        </dl>
      </div>
      <div className={styles.plot}><LaneCanvas surface={surface} lane={lane} head={head} label={laneText(lane, domain)} /></div>
    </div>
  )
}

export function OverlayChart({ lanes, domain, axis, axisLabel, label }: OverlayChartProps) {
  const surface = useSurface(domain, axis)
  return (
    <div className={styles.timeline}>
      {surface !== null && (
        <>
          {lanes.map((lane) => <OverlayLane key={lane.id} surface={surface} lane={lane} domain={domain} />)}
          <AxisRow surface={surface} label={axisLabel} />
          <Overlay surface={surface} label={label} />
        </>
      )}
    </div>
  )
}
