/** How hard and how long: users, a rate or a search; limits, ramps, warm-up. */
import { useTranslation } from 'react-i18next'
import { drawnArrivals } from '../../../../core/model/load.ts'
import { Card, Checkbox, Field, SegmentedControl, Select } from '../../components/index.ts'
import { LoadNumber } from './load-field.tsx'
import { loadKinds, type LoadKind } from './load-form.ts'
import { PlanNumber } from './number-field.tsx'
import type { Issues, PlanForm } from './plan-form.ts'
import { patchForm, patchLoad } from './plan-store.ts'
import { StagesEditor } from './stages-editor.tsx'
import { StopFields } from './stop-fields.tsx'
import styles from './plan.module.css'

/** A search rests on each of its stages: they need enough answers. */
const SEARCH_STAGE_S = 30

type Props = { readonly form: PlanForm; readonly issues: Issues }

/** What kind of load, and its levels. */
const Levels = ({ form, issues }: Props) => {
  const { t } = useTranslation()
  const { kind, rates } = form.load
  const choose = (next: LoadKind): void => {
    patchLoad({ kind: next })
    if (next === 'search' && (form.stageDurationS ?? 0) < SEARCH_STAGE_S) patchForm({ stageDurationS: SEARCH_STAGE_S })
  }
  return (
    <>
      <SegmentedControl label={t('plan:loadKind')} value={kind} onChange={choose} segments={loadKinds.map((value) => ({ value, label: t(`plan:kind.${value}`) }))} />
      {kind === 'users' && <StagesEditor kind="users" stages={form.stages} issue={issues.stages} onChange={(stages) => patchForm({ stages })} />}
      {kind === 'rate' && <StagesEditor kind="rate" stages={rates} issue={issues.load?.rates} onChange={(next) => patchLoad({ rates: next })} />}
      {kind === 'search' && <p className={styles.note}>{t('plan:searchHint')}</p>}
    </>
  )
}

/** How the load is spread, and how it changes within a stage. */
const Spread = ({ form, issues }: Props) => {
  const { t } = useTranslation()
  const shared = { form, issues }
  const { kind, arrival, rampTo } = form.load
  const perS = t('plan:unit.perS')
  return (
    <div className={styles.quad}>
      {kind === 'search' && <LoadNumber {...shared} field="startPerS" unit={perS} />}
      {kind !== 'users' && (
        <Field label={t('plan:field.arrival')}>
          <Select value={arrival} options={drawnArrivals.map((value) => ({ value, label: t(`domain:arrival.${value}`) }))} onChange={(next) => patchLoad({ arrival: next })} />
        </Field>
      )}
      {kind !== 'users' && arrival === 'gamma' && <LoadNumber {...shared} field="burstiness" hint={t('plan:burstinessHint')} />}
      {kind === 'users' && <LoadNumber {...shared} field="thinkS" unit={t('plan:unit.s')} optional />}
      {kind !== 'search' && <LoadNumber {...shared} field="rampTo" unit={kind === 'users' ? t('plan:unit.users') : perS} optional />}
      {kind !== 'search' && rampTo !== null && <LoadNumber {...shared} field="rampSteps" unit={t('plan:unit.steps')} hint={t('plan:rampHint')} optional />}
    </div>
  )
}

export const LoadCard = ({ form, issues }: Props) => {
  const { t } = useTranslation()
  const shared = { form, issues }
  return (
    <Card title={t('plan:load')}>
      <div className={styles.stack}>
        <Levels {...shared} />
        <Spread {...shared} />
        <div className={styles.quad}>
          <PlanNumber {...shared} field="stageDurationS" unit={t('plan:unit.s')} optional={form.load.kind !== 'search'} />
          <PlanNumber {...shared} field="stageRequests" unit={t('plan:unit.requests')} optional />
          <PlanNumber {...shared} field="warmupRequests" unit={t('plan:unit.requests')} />
        </div>
        <p className={styles.note}>{t('plan:limitsHint')}</p>
        <Checkbox label={t('plan:untilSteady')} hint={t('plan:untilSteadyHint')} checked={form.load.untilSteady} onChange={(untilSteady) => patchLoad({ untilSteady })} />
        <StopFields {...shared} />
      </div>
    </Card>
  )
}
