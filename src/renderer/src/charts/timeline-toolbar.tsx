/** Above the timeline: the brushed range as a chip, zoom, the lanes to show, and the table beside the picture. */
import { Maximize2, Table2, TextSearch, ZoomIn, ZoomOut } from 'lucide-react'
import { memo, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { Chip, IconButton } from '../components/index.ts'
import { LanePicker } from './lane-picker.tsx'
import type { Lane, LaneId } from './lane-types.ts'
import { rangeText } from './range-text.ts'
import type { TimelineStore } from './timeline-store.ts'
import styles from './timeline.module.css'

const ZOOM_FACTOR = 0.5

/** “0:42–0:58 ✕”. */
export function SelectionChip({ store }: { readonly store: TimelineStore }) {
  const { t } = useTranslation()
  const selection = useSyncExternalStore((listener) => store.subscribe('selection', listener), () => store.state.selection)
  if (selection === null) return null
  return <Chip onRemove={() => { store.setSelection(null) }} removeLabel={t('session:timeline.clearSelection')}>{rangeText(selection)}</Chip>
}

export interface TimelineToolbarProps {
  readonly store: TimelineStore
  readonly lanes: readonly Lane[]
  readonly isShown: (lane: Lane) => boolean
  readonly onToggleLane: (id: LaneId) => void
  readonly onPlaceLane: (id: LaneId, by: -1 | 1) => void
  readonly onReset: () => void
  /** A right-click on the lanes says what was different there. */
  readonly canExplain: boolean
  readonly isInstantShown: boolean
  readonly onToggleInstant: () => void
  readonly isTableShown: boolean
  readonly onToggleTable: () => void
}

export const TimelineToolbar = memo(function TimelineToolbar({ store, lanes, isShown, onToggleLane, onPlaceLane, onReset, canExplain, isInstantShown, onToggleInstant, isTableShown, onToggleTable }: TimelineToolbarProps) {
  const { t } = useTranslation()
  const isZoomed = useSyncExternalStore((listener) => store.subscribe('view', listener), () => store.isZoomed)
  const zoom = (factor: number): void => {
    const { view, selection } = store.state
    const [from, to] = selection ?? view
    store.zoomAt((from + to) / 2, factor)
  }
  return (
    <div className={styles.toolbar}>
      <SelectionChip store={store} />
      <span className={styles.hint}>{t(canExplain ? 'session:timeline.hintExplain' : 'session:timeline.hint')}</span>
      <IconButton icon={ZoomOut} size="sm" label={t('session:timeline.zoomOut')} shortcut="-" disabled={!isZoomed} onClick={() => { zoom(1 / ZOOM_FACTOR) }} />
      <IconButton icon={ZoomIn} size="sm" label={t('session:timeline.zoomIn')} shortcut="+" onClick={() => { zoom(ZOOM_FACTOR) }} />
      <IconButton icon={Maximize2} size="sm" label={t('session:timeline.showAll')} shortcut="Home" disabled={!isZoomed} onClick={() => { store.showAll() }} />
      <IconButton icon={TextSearch} size="sm" label={t('session:timeline.instant')} pressed={isInstantShown} onClick={onToggleInstant} />
      <IconButton icon={Table2} size="sm" label={t('session:timeline.table')} pressed={isTableShown} onClick={onToggleTable} />
      <LanePicker lanes={lanes} isShown={isShown} onToggle={onToggleLane} onPlace={onPlaceLane} onReset={onReset} />
    </div>
  )
}, (before, after) =>
  before.store === after.store && before.isShown === after.isShown && before.isTableShown === after.isTableShown && before.onToggleLane === after.onToggleLane
  && before.onReset === after.onReset && before.onToggleTable === after.onToggleTable
  && before.isInstantShown === after.isInstantShown && before.onToggleInstant === after.onToggleInstant && before.onPlaceLane === after.onPlaceLane
  && before.lanes.length === after.lanes.length && before.lanes.every(({ id, title, note, isOptional }, i) => id === after.lanes[i]?.id && title === after.lanes[i]?.title && note === after.lanes[i]?.note && isOptional === after.lanes[i]?.isOptional))
