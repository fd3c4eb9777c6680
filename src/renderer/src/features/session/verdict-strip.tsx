/** One sentence a layer, each with its band in words: the answer before the evidence. */
import { useTranslation } from 'react-i18next'
import { bandKey, verdictText } from '../../../../core/format/index.ts'
import type { SessionAnalysis, Verdict } from '../../../../core/model/analysis.ts'
import { BandWord } from '../../components/index.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import styles from './session.module.css'

function bandWordKey({ layer, band }: Verdict): string {
  if (band === null) return 'session:verdict.noBand'
  return layer === 'experience' ? `session:verdict.experience.${band}` : layer === 'stability' ? `session:verdict.stability.${band}` : bandKey(band)
}

function VerdictCell({ verdict }: { readonly verdict: Verdict }) {
  const { t } = useTranslation()
  const formatter = useFormatter()
  return (
    <div className={styles.verdict}>
      <div className={styles.verdictHead}>
        <h2>{t(`domain:layer.${verdict.layer}`)}</h2>
        {verdict.band !== null && <BandWord band={verdict.band} word={t(bandWordKey(verdict))} />}
      </div>
      <p data-selectable>{verdictText({ ...verdict, params: { ...verdict.params, simulated: 0 } }, formatter, (key, params) => t(key, { ...params }))}</p>
    </div>
  )
}

export function VerdictStrip({ analysis }: { readonly analysis: SessionAnalysis }) {
  const { t } = useTranslation()
  return (
    <section className={styles.verdicts} aria-label={t('session:verdict.title')}>
      {analysis.verdicts.map((verdict) => <VerdictCell key={verdict.layer} verdict={verdict} />)}
    </section>
  )
}

