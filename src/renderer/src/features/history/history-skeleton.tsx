/** The shape of the list while it is being read. */
import { Card, Skeleton } from '../../components/index.ts'
import styles from './history.module.css'

const ROWS = 16

export const HistorySkeleton = () => (
  <>
    <div className={styles.toolbar} aria-hidden><Skeleton className={styles.skeletonSearch} /></div>
    <Card padding="none" className={styles.tableCard}>
      <div aria-busy>{Array.from({ length: ROWS }, (_, row) => <div key={row} className={styles.skeletonRow}><Skeleton /></div>)}</div>
    </Card>
  </>
)
