/** Evidence as numbers, each a link to the very time range and lanes that show it. */
import { useTranslation } from 'react-i18next'
import { countedText, evidenceFigure, evidenceLabel, evidenceValue } from '../../../../core/format/diagnosis-text.ts'
import type { Cause, EvidenceItem } from '../../../../core/model/diagnosis.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import type { TimelineFocus } from '../../charts/timeline-store.ts'
import { evidenceFocus } from './evidence-focus.ts'
import { useWords } from './use-words.ts'
import styles from './diagnosis.module.css'

export interface EvidenceListProps {
  readonly items: readonly EvidenceItem[]
  /** Where items are that don't say it themselves; null = nowhere in particular, then they are no links. */
  readonly place: Pick<Cause, 'fromMs' | 'toMs'> | null
  readonly onShow: (focus: TimelineFocus) => void
}

function Figures({ item }: { readonly item: EvidenceItem }) {
  const { t } = useTranslation()
  const words = useWords()
  const formatter = useFormatter()
  const { value, against, unit } = item
  return (
    <>
      <span className={styles.value} {...(value === null ? {} : { title: formatter.full(value) })}>{evidenceFigure(words, item)}</span>
      <span className={styles.against}>{against === null || value === null ? '' : t('diagnosis:panel.against', { value: evidenceValue(words, against, unit) })}</span>
      <span className={styles.count}>{value === null && item.gap === null ? '' : countedText(words, item)}</span>
    </>
  )
}

export function EvidenceList({ items, place, onShow }: EvidenceListProps) {
  const { t } = useTranslation()
  const words = useWords()
  return (
    <ul className={styles.evidence}>
      {items.map((item, i) => {
        const label = evidenceLabel(words, item)
        const at = item.at ?? place
        return (
          <li key={`${item.name}/${i}`}>
            {at === null
              ? <div className={styles.item}><span className={styles.label}>{label}</span><Figures item={item} /></div>
              : (
                <button type="button" className={styles.item} title={t('diagnosis:panel.show')} onClick={() => { onShow(evidenceFocus(item, at)) }}>
                  <span className={styles.label}>{label}</span>
                  <Figures item={item} />
                </button>
              )}
          </li>
        )
      })}
    </ul>
  )
}
