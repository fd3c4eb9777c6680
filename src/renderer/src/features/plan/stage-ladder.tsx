/** The stages drawn as steps, each as high as its users (log scale), with the server's slots as a line where they are known. */
import { useTranslation } from 'react-i18next'
import styles from './plan.module.css'

export type StageLadderProps = { readonly stages: readonly number[]; readonly slots: number | null }

const FLOOR = 0.12

/** Height 0..1 of a number of users beside the greatest one. */
export function stepHeight(users: number, most: number): number {
  return most <= 1 ? FLOOR : FLOOR + (1 - FLOOR) * (Math.log2(Math.max(1, users)) / Math.log2(most))
}

export const StageLadder = ({ stages, slots }: StageLadderProps) => {
  const { t } = useTranslation()
  if (stages.length === 0) return null
  const most = Math.max(...stages)
  return (
    <div className={styles.ladder} role="img" aria-label={t('plan:ladder', { list: stages.join(', ') })}>
      <div className={styles.steps}>
        {stages.map((users, index) => (
          <div key={`${index} ${users}`} className={styles.step}>
            <span className={styles.bar} style={{ height: `${stepHeight(users, most) * 100}%` }} />
          </div>
        ))}
        {slots !== null && slots < most && (
          <span className={styles.slots} style={{ bottom: `${stepHeight(slots, most) * 100}%` }}>{t('plan:slotsLine', { count: slots })}</span>
        )}
      </div>
      <div className={styles.stepLabels}>{stages.map((users, index) => <span key={`${index} ${users}`}>{users}</span>)}</div>
      <div className={styles.note}>{t('plan:ladderCaption')}</div>
    </div>
  )
}
