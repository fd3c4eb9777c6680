/** The session's layout while it loads. */
import { Skeleton } from '../../components/index.ts'
import { View } from '../frame/view.tsx'
import { OpeningNote } from './opening-note.tsx'
import styles from './session.module.css'

export function SessionSkeleton({ title, sessionId }: { readonly title: string; readonly sessionId: string }) {
  return (
    <View title={title}>
      <OpeningNote sessionIds={[sessionId]} />
      <div aria-busy className={styles.stack}>
        <Skeleton className={styles.skeletonStrip} />
        <Skeleton className={styles.skeletonStrip} />
        <Skeleton className={styles.skeletonChart} />
        <Skeleton className={styles.skeletonStrip} />
      </div>
    </View>
  )
}
