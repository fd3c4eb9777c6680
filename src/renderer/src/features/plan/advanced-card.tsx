/** What most runs never touch: timeouts, sampling of answers, pauses, telemetry; folded away until wanted. */
import { ChevronRight, Dices } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Icon, IconButton, Switch } from '../../components/index.ts'
import { PlanNumber } from './number-field.tsx'
import { isAdvancedChanged, restS, type Issues, type PlanForm } from './plan-form.ts'
import { patchForm } from './plan-store.ts'
import { randomSeed } from './random-seed.ts'
import styles from './plan.module.css'

export const AdvancedCard = ({ form, issues }: { readonly form: PlanForm; readonly issues: Issues }) => {
  const { t } = useTranslation()
  const shared = { form, issues }
  const s = t('plan:unit.s')
  const usualRest = restS({ ...form, baselineS: null, tailS: null })
  return (
    <details className={styles.advanced}>
      <summary className={styles.summary}>
        <Icon of={ChevronRight} className={styles.chevron} />
        {t('plan:advanced')}
        {isAdvancedChanged(form) && <span className={styles.note}>{t('plan:advancedChanged')}</span>}
      </summary>
      <div className={styles.advancedBody}>
        <h3 className={styles.groupTitle}>{t('plan:timeouts')}</h3>
        <div className={styles.quad}>
          <PlanNumber {...shared} field="connectS" unit={s} />
          <PlanNumber {...shared} field="firstTokenS" unit={s} />
          <PlanNumber {...shared} field="idleS" unit={s} />
          <PlanNumber {...shared} field="totalS" unit={s} />
        </div>
        <h3 className={styles.groupTitle}>{t('plan:answers')}</h3>
        <div className={styles.quad}>
          <PlanNumber {...shared} field="temperature" step={0.1} />
          <div className={styles.seed}>
            <PlanNumber {...shared} field="seed" hint={t('plan:seedHint')} />
            <IconButton icon={Dices} label={t('plan:rollSeed')} onClick={() => patchForm({ seed: randomSeed() })} />
          </div>
        </div>
        <h3 className={styles.groupTitle}>{t('plan:between')}</h3>
        <div className={styles.quad}>
          <PlanNumber {...shared} field="pauseS" unit={s} />
          <PlanNumber {...shared} field="drainS" unit={s} />
        </div>
        <h3 className={styles.groupTitle}>{t('plan:engine')}</h3>
        <div className={styles.quad}>
          <PlanNumber {...shared} field="engines" placeholder={t('plan:enginesAuto')} />
        </div>
        <p className={styles.note}>{t('plan:enginesHint')}</p>
        <h3 className={styles.groupTitle}>{t('plan:telemetry')}</h3>
        <Switch label={t('plan:telemetryOn')} hint={t('plan:telemetryHint')} checked={form.telemetry} onChange={(telemetry) => patchForm({ telemetry })} />
        <div className={styles.quad}>
          <PlanNumber {...shared} field="baselineS" unit={s} placeholder={String(usualRest.baselineS)} hint={t('plan:restHint')} disabled={!form.telemetry} />
          <PlanNumber {...shared} field="tailS" unit={s} placeholder={String(usualRest.tailS)} disabled={!form.telemetry} />
        </div>
      </div>
    </details>
  )
}
