/** Which lanes are on screen and in which order: one row a lane, as they stand on the timeline. Kept for the next time. */
import { ChevronDown, ChevronUp, Rows3 } from 'lucide-react'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Checkbox, IconButton, Popover } from '../components/index.ts'
import type { Lane, LaneId } from './lane-types.ts'
import styles from './lane-picker.module.css'

export interface LanePickerProps {
  /** In order; lanes of several devices are one row. */
  readonly lanes: readonly Lane[]
  readonly isShown: (lane: Lane) => boolean
  readonly onToggle: (kind: LaneId) => void
  /** Past the neighbour in this list, shown or not. */
  readonly onPlace: (kind: LaneId, by: -1 | 1) => void
  readonly onReset: () => void
}

/** The first lane of each kind. */
export function kindsOf(lanes: readonly Lane[]): readonly Lane[] {
  return lanes.filter((lane, i) => lanes.findIndex(({ kind }) => kind === lane.kind) === i)
}

export function LanePicker({ lanes, isShown, onToggle, onPlace, onReset }: LanePickerProps) {
  const { t } = useTranslation()
  const list = useRef<HTMLUListElement>(null)
  const rows = kindsOf(lanes)
  /** The button that was used moves along with its row, and with it the focus. */
  const place = (kind: LaneId, by: -1 | 1): void => {
    onPlace(kind, by)
    requestAnimationFrame(() => { list.current?.querySelector<HTMLButtonElement>(`[data-kind="${kind}"] [data-by="${by}"]`)?.focus() })
  }
  return (
    <Popover label={t('session:timeline.lanes')} trigger={<Button size="sm" variant="ghost" icon={Rows3}>{t('session:timeline.lanes')}</Button>}>
      <p className={styles.note}>{t('session:timeline.lanesNote')}</p>
      <ul ref={list} className={styles.list}>
        {rows.map((lane, i) => (
          <li key={lane.kind} className={styles.row} data-kind={lane.kind}>
            <Checkbox label={lane.title} checked={isShown(lane)} onChange={() => { onToggle(lane.kind) }} {...(lane.note === null ? {} : { hint: lane.note })} />
            <IconButton icon={ChevronUp} size="sm" data-by={-1} label={t('session:timeline.moveLaneUp', { lane: lane.title })} disabled={i === 0} onClick={() => { place(lane.kind, -1) }} />
            <IconButton icon={ChevronDown} size="sm" data-by={1} label={t('session:timeline.moveLaneDown', { lane: lane.title })} disabled={i === rows.length - 1} onClick={() => { place(lane.kind, 1) }} />
          </li>
        ))}
      </ul>
      <Button size="sm" variant="ghost" onClick={onReset}>{t('session:timeline.resetLanes')}</Button>
    </Popover>
  )
}
