/** What is good enough, and when a stage should not go on. */
import { useTranslation } from 'react-i18next'
import { Checkbox } from '../../components/index.ts'
import { LoadNumber } from './load-field.tsx'
import { isDrawn } from './load-form.ts'
import type { Issues, PlanForm } from './plan-form.ts'
import { patchLoad } from './plan-store.ts'
import styles from './plan.module.css'

export const StopFields = ({ form, issues }: { readonly form: PlanForm; readonly issues: Issues }) => {
  const { t } = useTranslation()
  const shared = { form, issues }
  const { kind, hasSlo, earlyStop } = form.load
  return (
    <>
      {kind !== 'search' && <Checkbox label={t('plan:slo')} hint={t('plan:sloHint')} checked={hasSlo} onChange={(checked) => patchLoad({ hasSlo: checked })} />}
      {(kind === 'search' || hasSlo) && (
        <div className={styles.quad}>
          <LoadNumber {...shared} field="sloTtftMs" unit={t('plan:unit.ms')} optional />
          <LoadNumber {...shared} field="sloTpotMs" unit={t('plan:unit.ms')} optional />
          <LoadNumber {...shared} field="sloErrorPercent" unit="%" />
        </div>
      )}
      {isDrawn(kind) && <Checkbox label={t('plan:earlyStop')} hint={t('plan:earlyStopHint')} checked={earlyStop} onChange={(checked) => patchLoad({ earlyStop: checked })} />}
      <div className={styles.quad}>
        <LoadNumber {...shared} field="maxErrors" unit={t('plan:unit.errors')} optional />
        <LoadNumber {...shared} field="maxErrorPercent" unit="%" optional />
      </div>
    </>
  )
}
