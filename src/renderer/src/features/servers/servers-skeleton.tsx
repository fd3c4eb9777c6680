/** The shape of the list while the first scan is under way. */
import { useTranslation } from 'react-i18next'
import { Card, Section, Skeleton } from '../../components/index.ts'
import styles from './servers.module.css'

export const ServersSkeleton = () => {
  const { t } = useTranslation()
  return (
    <Section title={t('servers:list.title')} description={t('servers:list.text')}>
      <div className={styles.grid} aria-busy>
        {[1, 2].map((key) => <Card key={key}><Skeleton lines={6} /></Card>)}
      </div>
    </Section>
  )
}
