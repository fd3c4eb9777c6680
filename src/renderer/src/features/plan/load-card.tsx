/** How hard and how long: stages, their limits, the warm-up. */
import { useTranslation } from 'react-i18next'
import { Card } from '../../components/index.ts'
import { PlanNumber } from './number-field.tsx'
import type { Issues, PlanForm } from './plan-form.ts'
import { patchForm } from './plan-store.ts'
import { StagesEditor } from './stages-editor.tsx'
import styles from './plan.module.css'

export const LoadCard = ({ form, issues }: { readonly form: PlanForm; readonly issues: Issues }) => {
  const { t } = useTranslation()
  const shared = { form, issues }
  return (
    <Card title={t('plan:load')}>
      <div className={styles.stack}>
        <StagesEditor stages={form.stages} issues={issues} onChange={(stages) => patchForm({ stages })} />
        <div className={styles.quad}>
          <PlanNumber {...shared} field="stageDurationS" unit={t('plan:unit.s')} optional />
          <PlanNumber {...shared} field="stageRequests" unit={t('plan:unit.requests')} optional />
          <PlanNumber {...shared} field="warmupRequests" unit={t('plan:unit.requests')} />
        </div>
        <p className={styles.note}>{t('plan:limitsHint')}</p>
      </div>
    </Card>
  )
}
