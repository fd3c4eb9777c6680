/** What each turn of conversations costs: the wait beside the prompts that grow. */
import { useTranslation } from 'react-i18next'
import type { Translate } from '../../../../core/format/index.ts'
import type { TurnFigures } from '../../../../core/model/analysis.ts'
import { turnCells, turnColumns } from '../../../../core/report/turn-text.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import styles from './tables.module.css'

export function TurnTable({ turns }: { readonly turns: readonly TurnFigures[] }) {
  const { t } = useTranslation()
  const formatter = useFormatter()
  const words: Translate = (key, params) => t(key, { ...params })
  return (
    <>
      <h3 className={styles.subtitle}>{t('report:turns.title')}</h3>
      <p className="muted">{t('report:turns.note')}</p>
      <div className={styles.box}>
        <table className={styles.table}>
          <thead><tr>{turnColumns(words).map((title) => <th key={title} scope="col" className={styles.number}>{title}</th>)}</tr></thead>
          <tbody>
            {turns.map((turn) => (
              <tr key={turn.turn}>{turnCells(turn, formatter).map((cell, i) => (i === 0 ? <th key="turn" scope="row" className={styles.number}>{cell}</th> : <td key={turnColumns(words)[i]} className={styles.number}>{cell}</td>))}</tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}
