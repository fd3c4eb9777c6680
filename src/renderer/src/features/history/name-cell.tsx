/** A session's name: a link to it, or a box to rename it in place. */
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { placeText } from '../../../../core/format/index.ts'
import type { SeriesPlace } from '../../../../core/model/repeats.ts'
import type { SessionListItem } from '../../../../core/model/view.ts'
import { Badge, TextInput } from '../../components/index.ts'
import { paths } from '../frame/paths.ts'
import type { NameEditing } from './use-session-columns.tsx'
import styles from './history.module.css'

type NameCellProps = NameEditing & { readonly item: SessionListItem }

const NameBox = ({ item, onEdit, onRename }: NameCellProps) => {
  const { t } = useTranslation()
  const [name, setName] = useState(item.name)
  // Esc and Enter unmount the box, which then also loses the focus: only the first of them counts.
  const done = useRef(false)
  const finish = (keep: boolean): void => {
    if (done.current) return
    done.current = true
    const trimmed = name.trim()
    if (keep && trimmed !== '' && trimmed !== item.name) onRename(item, trimmed)
    onEdit(null)
  }
  return (
    <TextInput
      className={styles.nameBox}
      aria-label={t('history:nameOf', { name: item.name })}
      value={name}
      maxLength={200}
      autoFocus
      onFocus={(event) => event.currentTarget.select()}
      onChange={setName}
      onBlur={() => finish(true)}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.key === 'Enter') finish(true)
        if (event.key === 'Escape') finish(false)
      }}
    />
  )
}

/** Which run of which series it is; opens the series. */
const SeriesMark = ({ place }: { readonly place: SeriesPlace }) => {
  const { t } = useTranslation()
  return <Link href={paths.series(place.seriesId)} className={styles.mark} tabIndex={-1} draggable={false}><Badge tone="outline" tip={`${placeText((key, params) => t(key, { ...params }), place)}. ${t('series:open')}`}>{t('series:mark')}</Badge></Link>
}

export const NameCell = (props: NameCellProps) => {
  const { item, editingId } = props
  if (editingId === item.id) return <NameBox {...props} />
  return (
    <>
      <Link href={paths.session(item.id)} className={styles.nameLink} title={item.name} tabIndex={-1} draggable={false}>{item.name}</Link>
      {item.place !== null && <SeriesMark place={item.place} />}
    </>
  )
}
