/** Figures of one stage, each held against the baseline in words and with its interval. */
import type { CSSProperties } from 'react'
import { comparedRows, type ComparedCell } from '../../../../core/format/index.ts'
import type { ComparedStage, Comparison } from '../../../../core/model/comparison.ts'
import { cx, MissingValue } from '../../components/index.ts'
import tables from '../session/tables.module.css'
import { SessionHeads } from './session-heads.tsx'
import type { Words } from './use-words.ts'
import styles from './compare.module.css'

function Cell({ cell, words }: { readonly cell: ComparedCell | null; readonly words: Words }) {
  if (cell === null) return <td className={styles.figure}><MissingValue reason={words.t('compare:notRun')} /></td>
  return (
    <td className={styles.figure}>
      <div className={styles.value} title={cell.interval ?? undefined}><span>{cell.value}</span><span className={styles.n}>{cell.n}</span></div>
      {cell.own !== null && <div className={styles.n}>{cell.own}</div>}
      {cell.delta !== null && <div className={cx(styles.delta, cell.side === null ? 'muted' : styles[cell.side])}>{cell.delta}</div>}
    </td>
  )
}

export function FiguresTable({ comparison, stage, words, base }: { readonly comparison: Comparison; readonly stage: ComparedStage; readonly words: Words; readonly base: number }) {
  return (
    <div className={tables.box}>
      <table className={cx(tables.table, styles.sideBySide, styles.figures)} style={{ '--sessions': comparison.sessions.length } as CSSProperties}>
        <thead><tr><th scope="col">{words.t('compare:column.figure')}</th><SessionHeads sessions={comparison.sessions} base={base} words={words} /></tr></thead>
        <tbody>
          {comparedRows(words, comparison, stage, base).map(({ metric, label, cells }) => (
            <tr key={metric}>
              <th scope="row">{label}</th>
              {cells.map((cell, i) => <Cell key={comparison.sessions[i]?.label} cell={cell} words={words} />)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
