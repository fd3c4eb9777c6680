/** The column heads of the sessions, the same over every table. */
import type { ComparedSession } from '../../../../core/model/comparison.ts'
import { Swatch } from '../../charts/swatch.tsx'
import { runStyle } from './run-style.ts'
import type { Words } from './use-words.ts'
import styles from './compare.module.css'

export function SessionHeads({ sessions, base, words }: { readonly sessions: readonly ComparedSession[]; readonly base: number; readonly words: Words }) {
  return sessions.map(({ label, meta }, i) => (
    <th key={label} scope="col" title={meta.name}>
      <span className={styles.head}><Swatch series={runStyle(i)} />{i === base ? words.t('compare:baselineName', { label }) : label}</span>
    </th>
  ))
}
