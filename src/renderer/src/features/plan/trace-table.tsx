/** The first requests of a trace: when, how long, and what they share. */
import { useTranslation } from 'react-i18next'
import type { PreviewRow } from '../../../../core/workload/dataset-preview.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import styles from './plan.module.css'

export const TraceTable = ({ rows }: { readonly rows: readonly PreviewRow[] }) => {
  const { t } = useTranslation()
  const format = useFormatter()
  const heads = ['at', 'prompt', 'answer', 'blocks'] as const
  return (
    <div className={styles.prompts} tabIndex={0} role="region" aria-label={t('plan:trace.caption')}>
      <table>
        <thead>
          <tr>{heads.map((head) => <th key={head} scope="col" className={styles.figure}>{t(`plan:trace.${head}`)}</th>)}</tr>
        </thead>
        <tbody>
          {rows.flatMap(({ trace, estimatedTokens }, index) => (trace === null ? [] : [
            // Requests may be alike, so only the place tells one from another.
            <tr key={`${index} ${trace.atMs}`}>
              <td className={styles.figure}>{format.instant(trace.atMs)}</td>
              <td className={styles.figure}>{format.count(estimatedTokens)}</td>
              <td className={styles.figure}>{format.count(trace.outputTokens)}</td>
              <td className={styles.figure}>{format.count(trace.blocks)}</td>
            </tr>,
          ]))}
        </tbody>
      </table>
    </div>
  )
}
