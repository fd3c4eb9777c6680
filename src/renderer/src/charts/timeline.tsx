/** The timeline: lanes on one time axis under one crosshair. React places the parts, the surface draws them. */
import { Fragment, useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { Timeline } from '../../../core/model/view.ts'
import { Card } from '../components/index.ts'
import { buildPicture, type TimelineScope } from './build-lanes.ts'
import { LaneRow, type LaneActions } from './lane-row.tsx'
import { InstantPanel } from './instant-panel.tsx'
import { AxisRow, RulerCanvas } from './time-axis.tsx'
import { momentRange } from './moment-range.ts'
import { kindsOf } from './lane-picker.tsx'
import type { Lane, LaneGroup, LaneId } from './lane-types.ts'
import { handleTimelineKey } from './timeline-keyboard.ts'
import { attachPointer, type PointerHandlers } from './timeline-pointer.ts'
import { bandAt } from './timeline-rulers.ts'
import type { TimelineFocus, TimelineStore } from './timeline-store.ts'
import { TimelineSurface } from './timeline-surface.ts'
import { TimelineTable } from './timeline-table.tsx'
import { TimelineToolbar } from './timeline-toolbar.tsx'
import { updateSettings, useSettings } from '../stores/settings-store.ts'
import { GroupRow } from './group-row.tsx'
import { useLanePreferences } from './use-lane-preferences.ts'
import styles from './timeline.module.css'

export interface TimelineChartProps extends PointerHandlers {
  readonly timeline: Timeline
  readonly store: TimelineStore
  /** Heads show the newest value while nothing is pointed at. */
  readonly isLive: boolean
  readonly scope?: TimelineScope
}

/** Made once for a store, with the store's canvases; taken down with the component. */
function useSurface(store: TimelineStore): TimelineSurface | null {
  const [surface, setSurface] = useState<TimelineSurface | null>(null)
  useEffect(() => {
    const made = new TimelineSurface(store)
    setSurface(made)
    return () => { made.destroy() }
  }, [store])
  return surface
}

/** The strip of stages: a click selects a stage. By keyboard the same is chosen in the session's scope bar. */
function StageRuler({ surface }: { readonly surface: TimelineSurface }) {
  const { t } = useTranslation()
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = box.current
    if (element === null) return undefined
    const bandUnder = (event: MouseEvent) => bandAt(surface.bands, surface.msAt(event.clientX - element.getBoundingClientRect().left))
    const onMove = (event: MouseEvent): void => {
      const band = bandUnder(event)
      element.title = band === null ? '' : t('session:timeline.selectStage', { stage: band.title })
      element.toggleAttribute('data-stage', band !== null)
    }
    const onClick = (event: MouseEvent): void => {
      const band = bandUnder(event)
      if (band !== null) surface.store.setSelection([band.fromMs, band.toMs])
    }
    element.addEventListener('mousemove', onMove)
    element.addEventListener('click', onClick)
    return () => {
      element.removeEventListener('mousemove', onMove)
      element.removeEventListener('click', onClick)
    }
  }, [surface, t])
  return <div ref={box} className={styles.rulerBox}><RulerCanvas surface={surface} kind="stages" className={styles.ruler} /></div>
}

function Overlay({ surface, handlers, label }: { readonly surface: TimelineSurface; readonly handlers: PointerHandlers; readonly label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const latest = useRef(handlers)
  useEffect(() => { latest.current = handlers })
  useEffect(() => {
    const element = canvas.current
    if (element === null) return undefined
    const stops = [surface.mountOverlay(element), attachPointer(element, surface, () => latest.current)]
    return () => { for (const stop of stops) stop() }
  }, [surface])
  const [spoken, setSpoken] = useState('')
  const open = (): boolean => {
    const { hoverMs } = surface.store.state
    const request = hoverMs === null ? null : surface.requestNear(hoverMs)
    if (request === null || handlers.onOpenRequest === null) return false
    handlers.onOpenRequest(request)
    return true
  }
  const explain = (): boolean => {
    const { hoverMs, view } = surface.store.state
    if (handlers.onExplain === undefined) return false
    const request = surface.pointedRequest
    handlers.onExplain(request === null ? { range: momentRange(surface.store.state, hoverMs ?? (view[0] + view[1]) / 2) } : { request })
    return true
  }
  const onKeyDown = (event: KeyboardEvent<HTMLCanvasElement>): void => {
    if (event.ctrlKey || event.metaKey) return
    if (!(event.key === 'Enter' ? open() : event.key === 'e' ? explain() : handleTimelineKey(surface.store, event))) return
    event.preventDefault()
    event.stopPropagation()
    // By keys the crosshair leaves the pointer, and with it the request that was under it.
    surface.setPoint(null)
    setSpoken(surface.crosshairSentence())
  }
  return (
    <>
      <canvas ref={canvas} className={styles.overlay} tabIndex={0} role="application" aria-label={label} onKeyDown={onKeyDown} />
      <span className="visually-hidden" role="status">{spoken}</span>
    </>
  )
}

/** The panel of the instant, kept for the next time. */
function useInstantShown(): readonly [isShown: boolean, toggle: () => void] {
  const { settings: { instantShown } } = useSettings()
  const toggle = useCallback(() => { void updateSettings({ instantShown: !instantShown }) }, [instantShown])
  return [instantShown, toggle]
}

/** Logarithmic where the user said so; else linear. */
function useLogLanes(): { readonly isLog: (lane: Lane) => boolean; readonly toggle: (id: LaneId) => void } {
  const [logLanes, setLogLanes] = useState<readonly LaneId[]>([])
  return {
    isLog: (lane) => lane.canLog && logLanes.includes(lane.kind),
    toggle: (id) => { setLogLanes((all) => (all.includes(id) ? all.filter((each) => each !== id) : [...all, id])) },
  }
}

/** What evidence points at; its first lane is scrolled to, with the eye on the whole picture where it has none. */
function useFocus(store: TimelineStore, box: React.RefObject<HTMLDivElement | null>): TimelineFocus | null {
  const focus = useSyncExternalStore((listener) => store.subscribe('focus', listener), () => store.state.focus)
  useEffect(() => {
    if (focus === null || box.current === null) return
    const lane = focus.lanes.map((kind) => box.current?.querySelector(`[data-lane="${kind}"]`)).find((element) => element instanceof HTMLElement)
    if (lane !== undefined && lane !== null) return lane.scrollIntoView({ block: 'center' })
    const { top, bottom } = box.current.getBoundingClientRect()
    if (bottom < 0 || top > window.innerHeight) box.current.scrollIntoView({ block: 'start' })
  }, [focus, box])
  return focus
}

type TimelineActions = LaneActions & { readonly onPlace: LaneActions['onMove']; readonly onFold: (group: LaneGroup) => void; readonly onReset: () => void }

/** The same functions for the component's life, which do what the newest ones do. */
function useLaneActions(newest: TimelineActions): TimelineActions {
  const latest = useRef(newest)
  useEffect(() => { latest.current = newest })
  return useMemo(() => ({
    onToggle: (id) => { latest.current.onToggle(id) },
    onMove: (id, by) => { latest.current.onMove(id, by) },
    onToggleLog: (id) => { latest.current.onToggleLog(id) },
    onPlace: (id, by) => { latest.current.onPlace(id, by) },
    onFold: (group) => { latest.current.onFold(group) },
    onReset: () => { latest.current.onReset() },
  }), [])
}

export function TimelineChart({ timeline, store, isLive, scope = 'session', onOpenRequest, describeRequest, onExplain }: TimelineChartProps) {
  const { t } = useTranslation()
  const surface = useSurface(store)
  const preferences = useLanePreferences(scope)
  const log = useLogLanes()
  const [isTableShown, setTableShown] = useState(false)
  const toggleTable = useCallback(() => { setTableShown((value) => !value) }, [])
  const [isInstantShown, toggleInstant] = useInstantShown()
  const box = useRef<HTMLDivElement>(null)
  const focus = useFocus(store, box)
  const { order } = preferences
  const picture = useMemo(() => buildPicture(timeline, (key, params) => t(key, { ...params }), order, scope), [timeline, t, order, scope])
  const isFocused = (lane: Lane): boolean => focus !== null && focus.lanes.includes(lane.kind)
  const shown = picture.lanes.filter((lane) => isFocused(lane) || (preferences.isShown(lane) && (lane.group === null || preferences.isOpen(lane.group))))
  const { bands, marks } = picture

  const actions = useLaneActions({
    onToggle: (id) => {
      const lane = picture.lanes.find((each) => each.kind === id)
      if (lane !== undefined) preferences.toggle(lane)
    },
    onMove: (id, by) => { preferences.move(id, by, kindsOf(shown).map(({ kind }) => kind)) },
    onPlace: (id, by) => { preferences.move(id, by, kindsOf(picture.lanes).map(({ kind }) => kind)) },
    onFold: preferences.fold,
    onToggleLog: log.toggle,
    onReset: preferences.reset,
  })

  useEffect(() => { surface?.setDecor(bands, marks, isLive) }, [surface, bands, marks, isLive])

  return (
    <Card
      padding="none"
      title={t('session:timeline.title')}
      actions={
        <TimelineToolbar
          store={store} lanes={picture.lanes} isShown={preferences.isShown} onToggleLane={actions.onToggle} onPlaceLane={actions.onPlace} onReset={actions.onReset}
          canExplain={onExplain !== undefined} isInstantShown={isInstantShown} onToggleInstant={toggleInstant} isTableShown={isTableShown} onToggleTable={toggleTable}
        />
      }
    >
      {surface !== null && (
        <div className={styles.timeline} ref={box}>
          {scope === 'session' && (
            <div className={styles.rulerRow}>
              <div className={styles.rulerHead}>{t('session:timeline.stages')}</div>
              <StageRuler surface={surface} />
            </div>
          )}
          {picture.lanes.map((lane, i) => (
            <Fragment key={lane.id}>
              {lane.group !== null && lane.group.id !== picture.lanes[i - 1]?.group?.id && <GroupRow group={lane.group} isOpen={preferences.isOpen(lane.group)} onFold={actions.onFold} />}
              {shown.includes(lane) && <LaneLine surface={surface} lane={lane} picture={picture} isLog={log.isLog(lane)} isFocused={isFocused(lane)} isLive={isLive} durationMs={timeline.durationMs} actions={actions} />}
            </Fragment>
          ))}
          <AxisRow surface={surface} label={t('session:timeline.axis')} />
          {isInstantShown && <InstantPanel timeline={timeline} store={store} />}
          <Overlay surface={surface} handlers={{ onOpenRequest, describeRequest, onExplain }} label={onExplain === undefined ? t('session:timeline.keyboard') : `${t('session:timeline.keyboard')} ${t('session:timeline.keyboardExplain')}`} />
        </div>
      )}
      {isTableShown && <TimelineTable store={store} lanes={shown} />}
    </Card>
  )
}

type LaneLineProps = Omit<React.ComponentProps<typeof LaneRow>, 'content'> & {
  readonly lane: Lane
  readonly picture: ReturnType<typeof buildPicture>
  readonly isLog: boolean
}

/** Keeps the content's identity, so that a lane is redrawn only when something in it changed. */
function LaneLine({ lane, picture, isLog, ...rest }: LaneLineProps) {
  const content = useMemo(() => ({ lane, bands: picture.bands, marks: picture.marks, isLog }), [lane, picture, isLog])
  return <LaneRow {...rest} content={content} />
}
