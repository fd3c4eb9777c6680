/** A soak slice by slice, and how much each figure drifts in an hour. */
import { useTranslation } from 'react-i18next'
import type { Translate } from '../../../../core/format/index.ts'
import type { SessionAnalysis } from '../../../../core/model/analysis.ts'
import { driftLines, shownOf, soakCells, soakColumns } from '../../../../core/report/soak-text.ts'
import { Section } from '../../components/index.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import styles from './tables.module.css'

/** Nothing where the plan was no soak. */
export function SoakSection({ soak }: Pick<SessionAnalysis, 'soak'>) {
  const { t } = useTranslation()
  const formatter = useFormatter()
  if (soak === null) return null
  const words: Translate = (key, params) => t(key, { ...params })
  const [first, ...heads] = soakColumns(words)
  return (
    <Section title={t('report:soak.title')} description={t('report:soak.note')}>
      <div className={styles.box}>
        <table className={styles.table}>
          <caption className="visually-hidden">{t('report:soak.title')}</caption>
          <thead>
            <tr>
              <th scope="col">{first}</th>
              {heads.map((head) => <th key={head} scope="col" className={styles.number}>{head}</th>)}
            </tr>
          </thead>
          <tbody>
            {shownOf(soak).map((slice) => {
              const [span, ...cells] = soakCells(slice, formatter)
              return (
                <tr key={slice.fromMs}>
                  <th scope="row">{span}</th>
                  {cells.map((cell, i) => <td key={heads[i]} className={styles.number}>{cell}</td>)}
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
      <ul className="muted">{driftLines(soak, formatter, words).map((line) => <li key={line}>{line}</li>)}</ul>
    </Section>
  )
}
