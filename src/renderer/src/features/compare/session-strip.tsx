/** The compared sessions: which line is whose, what each is, which one the others are held against. */
import { X } from 'lucide-react'
import { useId } from 'react'
import { Link } from 'wouter'
import { contextText } from '../../../../core/format/index.ts'
import { importedPrefix, type Comparison } from '../../../../core/model/comparison.ts'
import type { SessionId } from '../../../../core/model/ids.ts'
import { Swatch } from '../../charts/swatch.tsx'
import { Badge, cx, IconButton, StatusBadge } from '../../components/index.ts'
import { paths } from '../frame/paths.ts'
import { runStyle } from './run-style.ts'
import type { Words } from './use-words.ts'
import styles from './compare.module.css'

export type SessionStripProps = {
  readonly comparison: Comparison
  readonly words: Words
  readonly base: number
  readonly onBase: (place: number) => void
  /** Null where no more can be taken away. */
  readonly onRemove: ((id: SessionId) => void) | null
}

export function SessionStrip({ comparison, words, base, onBase, onRemove }: SessionStripProps) {
  const { f, t } = words
  const name = useId()
  return (
    <ul className={styles.sessions} aria-label={t('compare:sessions')}>
      {comparison.sessions.map(({ label, meta }, i) => (
        <li key={label} className={cx(styles.session, i === base && styles.base)}>
          <div className={styles.sessionHead}>
            <Swatch series={runStyle(i)} />
            <strong>{label}</strong>
            {meta.id.startsWith(importedPrefix)
              ? <span className="truncate" title={meta.name}>{meta.name}</span>
              : <Link href={paths.session(meta.id)} className={cx('truncate', styles.link)} title={meta.name}>{meta.name}</Link>}
            {onRemove !== null && <IconButton icon={X} size="sm" label={t('compare:remove', { name: meta.name })} className={styles.remove} onClick={() => onRemove(meta.id)} />}
          </div>
          <p className={styles.context} title={contextText(words, comparison, i)}>{contextText(words, comparison, i)}</p>
          <div className={styles.sessionFoot}>
            <span className="muted">{f.dateTime(meta.createdAtMs)}</span>
            {meta.id.startsWith(importedPrefix) && <span className={styles.mark}><Badge tone="outline">{t('compare:fromFile')}</Badge></span>}
            {meta.plan.target.simulated && <span className={styles.mark}><StatusBadge status="simulated" label={t('common:simulated')} /></span>}
            <label className={styles.baseChoice}>
              <input type="radio" name={name} checked={i === base} onChange={() => onBase(i)} />
              {t('compare:baseline')}
            </label>
          </div>
        </li>
      ))}
    </ul>
  )
}
