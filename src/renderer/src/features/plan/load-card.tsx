/** How hard and how long: users, a rate or a search; limits, ramps, warm-up. */
import { useTranslation } from 'react-i18next'
import { drawnArrivals } from '../../../../core/model/load.ts'
import { Card, Checkbox, Field, SegmentedControl, Select } from '../../components/index.ts'
import { LoadNumber } from './load-field.tsx'
import { canSoak, isDrawn, loadKinds, type LoadKind } from './load-form.ts'
import { PlanNumber } from './number-field.tsx'
import type { Issues, PlanForm } from './plan-form.ts'
import { chooseLoad, patchForm, patchLoad } from './plan-store.ts'
import { ProbeFields } from './probe-fields.tsx'
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
    chooseLoad(next, next === 'search' ? { stageDurationS: SEARCH_STAGE_S } : null)
  }
  return (
    <>
      <SegmentedControl label={t('plan:loadKind')} value={kind} onChange={choose} segments={loadKinds.map((value) => ({ value, label: t(`plan:kind.${value}`) }))} />
      {kind === 'users' && <StagesEditor kind="users" stages={form.stages} issue={issues.stages} onChange={(stages) => patchForm({ stages })} />}
      {kind === 'rate' && <StagesEditor kind="rate" stages={rates} issue={issues.load?.rates} onChange={(next) => patchLoad({ rates: next })} />}
      {kind === 'search' && <p className={styles.note}>{t('plan:searchHint')}</p>}
      {kind === 'trace' && <p className={issues.dataset === undefined ? styles.note : styles.error}>{t(issues.dataset === undefined ? 'plan:traceHint' : 'plan:issue.noTrace')}</p>}
    </>
  )
}

/** How the load is spread, and how it changes within a stage. */
const Spread = ({ form, issues }: Props) => {
  const { t } = useTranslation()
  const shared = { form, issues }
  const { kind, arrival, rampTo } = form.load
  const perS = t('plan:unit.perS')
  const canRamp = kind === 'users' || kind === 'rate'
  return (
    <div className={styles.quad}>
      {kind === 'search' && <LoadNumber {...shared} field="startPerS" unit={perS} />}
      {isDrawn(kind) && (
        <Field label={t('plan:field.arrival')}>
          <Select value={arrival} options={drawnArrivals.map((value) => ({ value, label: t(`domain:arrival.${value}`) }))} onChange={(next) => patchLoad({ arrival: next })} />
        </Field>
      )}
      {isDrawn(kind) && arrival === 'gamma' && <LoadNumber {...shared} field="burstiness" hint={t('plan:burstinessHint')} />}
      {kind === 'users' && <LoadNumber {...shared} field="thinkS" unit={t('plan:unit.s')} optional />}
      {kind === 'trace' && <LoadNumber {...shared} field="traceScale" unit={t('plan:unit.times')} hint={t('plan:traceScaleHint')} />}
      {canRamp && <LoadNumber {...shared} field="rampTo" unit={kind === 'users' ? t('plan:unit.users') : perS} optional />}
      {canRamp && rampTo !== null && <LoadNumber {...shared} field="rampSteps" unit={t('plan:unit.steps')} hint={t('plan:rampHint')} optional />}
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
        {canSoak(form.load.kind) && <Checkbox label={t('plan:soak')} hint={t('plan:soakHint')} checked={form.load.isSoak} onChange={(isSoak) => patchLoad({ isSoak })} />}
        <ProbeFields {...shared} />
        <StopFields {...shared} />
      </div>
    </Card>
  )
}
