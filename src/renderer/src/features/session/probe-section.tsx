/** What one ordinary user felt beside the load, stage by stage, with the load's own first token next to it. */
import { useTranslation } from 'react-i18next'
import type { SessionAnalysis } from '../../../../core/model/analysis.ts'
import { probeCells, probeColumns } from '../../../../core/report/probe-text.ts'
import { Section } from '../../components/index.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import { useLoadText } from '../../hooks/use-load-text.ts'
import styles from './tables.module.css'

/** Nothing where no probe ran. */
export function ProbeSection({ analysis: { probe, stages } }: { readonly analysis: SessionAnalysis }) {
  const { t } = useTranslation()
  const formatter = useFormatter()
  const loadText = useLoadText()
  if (probe === null) return null
  const heads = [...probeColumns((key, params) => t(key, { ...params })), t('report:probe.loadTtftP50')]
  const rows = stages.flatMap((stage) => {
    const own = probe.stages.find((one) => one.stage === stage.index)
    return own === undefined ? [] : [{ stage, cells: [...probeCells(own, formatter), formatter.ms(stage.metrics.ttftMs.p50)] }]
  })
  return (
    <Section title={t('report:probe.title')} description={t('report:probe.note')}>
      <div className={styles.box}>
        <table className={styles.table}>
          <caption className="visually-hidden">{t('report:probe.title')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('report:column.load')}</th>
              {heads.map((head) => <th key={head} scope="col" className={styles.number}>{head}</th>)}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ stage, cells }) => (
              <tr key={stage.index}>
                <th scope="row">{loadText(stage)}</th>
                {cells.map((cell, i) => <td key={heads[i]} className={styles.number}>{cell}</td>)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  )
}
