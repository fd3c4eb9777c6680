/** The first prompts of a set or file, as text and nothing else. */
import { useTranslation } from 'react-i18next'
import type { PreviewRow } from '../../../../core/workload/dataset-preview.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import styles from './plan.module.css'

export const PromptTable = ({ rows }: { readonly rows: readonly PreviewRow[] }) => {
  const { t } = useTranslation()
  const format = useFormatter()
  return (
    <div className={styles.prompts} tabIndex={0} role="region" aria-label={t('plan:prompts.caption')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('plan:prompts.text')}</th>
            <th scope="col" className={styles.figure}>{t('plan:prompts.turns')}</th>
            <th scope="col" className={styles.figure}>{t('plan:prompts.tokens')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ text, turns, estimatedTokens }, index) => (
            // Prompts may repeat, so only the place tells one from another.
            <tr key={`${index} ${text}`}>
              <td dir="auto" data-selectable><span className={styles.promptText}>{text}</span></td>
              <td className={styles.figure}>{format.count(turns)}</td>
              <td className={styles.figure}>{`≈ ${format.count(estimatedTokens)}`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
