/** What was measured: model and server, or the mark that nothing real was. */
import { useTranslation } from 'react-i18next'
import type { SessionListItem } from '../../../../core/model/view.ts'
import { StatusBadge } from '../../components/index.ts'
import styles from './history.module.css'

export const TargetCell = ({ item: { model, targetName, simulated } }: { readonly item: SessionListItem }) => {
  const { t } = useTranslation()
  return (
    <>
      <span className="truncate" title={`${model} · ${targetName}`}>
        {model}
        {!simulated && <span className={styles.quiet}> · {targetName}</span>}
      </span>
      {simulated && <span className={styles.mark}><StatusBadge status="simulated" label={t('common:simulated')} /></span>}
    </>
  )
}
