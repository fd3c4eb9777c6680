/** The light user beside the load: whether there is one, and what it asks. */
import { useTranslation } from 'react-i18next'
import { Checkbox } from '../../components/index.ts'
import { LoadNumber } from './load-field.tsx'
import type { Issues, PlanForm } from './plan-form.ts'
import { patchLoad } from './plan-store.ts'
import styles from './plan.module.css'

export const ProbeFields = ({ form, issues }: { readonly form: PlanForm; readonly issues: Issues }) => {
  const { t } = useTranslation()
  const shared = { form, issues }
  const { hasProbe } = form.load
  return (
    <>
      <Checkbox label={t('plan:probe')} hint={t('plan:probeHint')} checked={hasProbe} onChange={(checked) => patchLoad({ hasProbe: checked })} />
      {hasProbe && (
        <div className={styles.quad}>
          <LoadNumber {...shared} field="probePrompt" unit={t('plan:unit.tokens')} />
          <LoadNumber {...shared} field="probeOutput" unit={t('plan:unit.tokens')} />
          <LoadNumber {...shared} field="probePauseS" unit={t('plan:unit.s')} />
        </div>
      )}
    </>
  )
}
