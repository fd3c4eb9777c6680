/** The shape of the list while the first scan is under way. */
import { useTranslation } from 'react-i18next'
import { Card, Skeleton } from '../../components/index.ts'
import styles from './servers.module.css'

export const ServersSkeleton = () => {
  const { t } = useTranslation()
  return (
    <div className={styles.list} aria-busy>
      <p className={styles.muted}>{t('servers:intro')}</p>
      <div className={styles.grid}>
        {[1, 2].map((key) => <Card key={key}><Skeleton lines={6} /></Card>)}
      </div>
    </div>
  )
}
