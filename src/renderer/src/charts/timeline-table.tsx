/** The timeline as a table: what each series did in the range that is shown, for eyes and ears that charts don't serve. */
import { useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { summarizeLane } from './lane-summary.ts'
import type { Lane } from './lane-types.ts'
import { rangeText } from './range-text.ts'
import { readoutText } from './readout.ts'
import type { TimelineStore } from './timeline-store.ts'
import styles from './timeline.module.css'

const cell = (value: number | null): string => (value === null ? '–' : readoutText(value))

export function TimelineTable({ store, lanes }: { readonly store: TimelineStore; readonly lanes: readonly Lane[] }) {
  const { t } = useTranslation()
  const range = useSyncExternalStore(
    (listener) => {
      const stops = [store.subscribe('view', listener), store.subscribe('selection', listener)]
      return () => { for (const stop of stops) stop() }
    },
    () => store.state.selection ?? store.state.view,
  )
  const columns = ['n', 'min', 'mean', 'max'] as const
  return (
    <div className={styles.tableBox}>
      <table className={styles.table}>
        <caption className={styles.caption}>{t('session:timeline.tableCaption', { range: rangeText(range) })}</caption>
        <thead>
          <tr>
            <th scope="col">{t('session:timeline.lane')}</th>
            <th scope="col">{t('session:timeline.series')}</th>
            {columns.map((name) => <th key={name} scope="col" className="numeric">{t(`session:column.${name}`)}</th>)}
            <th scope="col">{t('session:timeline.unit')}</th>
          </tr>
        </thead>
        <tbody>
          {lanes.flatMap((lane) => summarizeLane(lane, range).map((row) => (
            <tr key={`${lane.id}/${row.id}`}>
              <td>{lane.title}</td>
              <td>{row.label}</td>
              <td className="numeric">{row.n}</td>
              <td className="numeric">{cell(row.min)}</td>
              <td className="numeric">{cell(row.mean)}</td>
              <td className="numeric">{cell(row.max)}</td>
              <td className="muted">{lane.unit}</td>
            </tr>
          )))}
        </tbody>
      </table>
    </div>
  )
}
