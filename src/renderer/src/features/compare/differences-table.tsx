/** How the sessions differ in what was run; what is the same is one click away. */
import { useState, type CSSProperties } from 'react'
import { factLabelKey, factText } from '../../../../core/format/index.ts'
import type { Comparison } from '../../../../core/model/comparison.ts'
import { Button, cx, Section } from '../../components/index.ts'
import tables from '../session/tables.module.css'
import { SessionHeads } from './session-heads.tsx'
import type { Words } from './use-words.ts'
import styles from './compare.module.css'

export function DifferencesTable({ comparison, words, base }: { readonly comparison: Comparison; readonly words: Words; readonly base: number }) {
  const [showsAll, setShowsAll] = useState(false)
  const { t } = words
  const { sessions, facts } = comparison
  const shown = showsAll ? facts : facts.filter(({ differs }) => differs)
  return (
    <Section title={t('compare:differences')} actions={<Button size="sm" variant="ghost" onClick={() => setShowsAll((value) => !value)}>{t(showsAll ? 'compare:hideSame' : 'compare:same')}</Button>}>
      {shown.length === 0 ? <p className="muted">{t('compare:noDifferences')}</p> : (
        <div className={tables.box}>
          <table className={cx(tables.table, styles.sideBySide, styles.facts)} style={{ '--sessions': sessions.length } as CSSProperties}>
            <thead><tr><th scope="col">{t('compare:column.fact')}</th><SessionHeads sessions={sessions} base={base} words={words} /></tr></thead>
            <tbody>
              {shown.map((fact) => (
                <tr key={fact.name}>
                  <th scope="row">{t(factLabelKey(fact.name))}</th>
                  {sessions.map(({ label, meta }, i) => {
                    const isApart = fact.differs && fact.values[i] !== null && fact.values[i] !== fact.values[base]
                    return <td key={label} className={cx(styles.fact, isApart && styles.apart, !fact.differs && 'muted')}>{factText(words, fact, i, meta)}</td>
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Section>
  )
}
