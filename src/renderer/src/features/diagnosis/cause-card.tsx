/** One cause: what, how sure, the evidence for and against, what to try, and the run that would tell more. */
import { FlaskConical } from 'lucide-react'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { adviceKey, causeKindKey, causeTextKey, causeTitleKey, confidenceKey, experimentKey } from '../../../../core/format/diagnosis-text.ts'
import type { Cause, CauseKind } from '../../../../core/model/diagnosis.ts'
import { rangeText } from '../../charts/range-text.ts'
import type { TimelineFocus } from '../../charts/timeline-store.ts'
import { Badge, Button, type BadgeTone } from '../../components/index.ts'
import { causeFocus } from './evidence-focus.ts'
import { EvidenceList } from './evidence-list.tsx'
import { useExperiment } from './use-experiment.ts'
import styles from './diagnosis.module.css'

const tones: Readonly<Record<CauseKind, BadgeTone>> = { invalid: 'poor', event: 'bad', limit: 'poor', note: 'neutral', caveat: 'poor' }

export interface CauseCardProps {
  readonly cause: Cause
  readonly onShow: (focus: TimelineFocus) => void
}

export function CauseCard({ cause, onShow }: CauseCardProps) {
  const { t } = useTranslation()
  const open = useExperiment()
  const id = useId()
  const { experiment } = cause
  return (
    <article className={styles.cause} aria-labelledby={id}>
      <header className={styles.head}>
        <h3 id={id}>{t(causeTitleKey(cause.id))}</h3>
        <Badge tone={tones[cause.kind]} tip={t(`diagnosis:panel.kindTip.${cause.kind}`)}>{t(causeKindKey(cause.kind))}</Badge>
        <Badge tone="outline" tip={t(`diagnosis:panel.confidenceTip.${cause.confidence}`)}>{t(confidenceKey(cause.confidence))}</Badge>
        <button type="button" className={styles.place} title={t('diagnosis:panel.show')} onClick={() => { onShow(causeFocus(cause)) }}>{rangeText([cause.fromMs, cause.toMs])}</button>
        {cause.rule !== null && <span className={styles.rule} title={t('diagnosis:panel.rule')}>{cause.rule}</span>}
      </header>
      <p className={styles.text} data-selectable>{t(causeTextKey(cause.id))}</p>
      <div className={styles.sides}>
        <div className={styles.side}>
          <EvidenceList items={cause.evidence} place={cause} onShow={onShow} />
          {cause.counter.length > 0 && (
            <>
              <h4>{t('diagnosis:heading.counter')}</h4>
              <EvidenceList items={cause.counter} place={cause} onShow={onShow} />
            </>
          )}
        </div>
        {(cause.advice.length > 0 || experiment !== null) && (
          <div className={styles.side}>
            {cause.advice.length > 0 && (
              <>
                <h4>{t('diagnosis:heading.advice')}</h4>
                <ul className={styles.advice}>{cause.advice.map((each) => <li key={each} data-selectable>{t(adviceKey(each))}</li>)}</ul>
              </>
            )}
            {experiment !== null && (
              <div className={styles.experiment}>
                <Button size="sm" icon={FlaskConical} title={t('diagnosis:panel.run')} onClick={() => { open(experiment.plan) }}>{t(experimentKey(experiment.id))}</Button>
              </div>
            )}
          </div>
        )}
      </div>
    </article>
  )
}
