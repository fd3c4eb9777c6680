/** The heading of one device's lanes: which it is, whether the model is on it, and a way to fold them. */
import { ChevronDown, ChevronRight } from 'lucide-react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../components/index.ts'
import type { LaneGroup } from './lane-types.ts'
import styles from './timeline.module.css'

export interface GroupRowProps {
  readonly group: LaneGroup
  readonly isOpen: boolean
  readonly onFold: (group: LaneGroup) => void
}

export const GroupRow = memo(function GroupRow({ group, isOpen, onFold }: GroupRowProps) {
  const { t } = useTranslation()
  const label = t(isOpen ? 'session:timeline.fold' : 'session:timeline.unfold', { device: group.title })
  return (
    <button type="button" className={styles.group} data-idle={group.isIdle || undefined} aria-expanded={isOpen} title={label} onClick={() => { onFold(group) }}>
      <Icon of={isOpen ? ChevronDown : ChevronRight} size="sm" />
      <span className={styles.groupName}>{group.title}</span>
      {group.note !== null && <span className={styles.groupNote}>{group.note}</span>}
    </button>
  )
}, (before, after) => before.isOpen === after.isOpen && before.onFold === after.onFold && before.group.id === after.group.id && before.group.title === after.group.title && before.group.note === after.group.note)
