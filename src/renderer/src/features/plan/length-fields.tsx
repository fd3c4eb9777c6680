/** The length of prompts or answers: one number, or a spread with two. */
import { useTranslation } from 'react-i18next'
import { Field, Select } from '../../components/index.ts'
import { PlanNumber } from './number-field.tsx'
import { bounds, type Issues, type PlanForm } from './plan-form.ts'
import { patchForm } from './plan-store.ts'
import { lengthKinds, usualSpread } from './workload-form.ts'
import styles from './plan.module.css'

export type LengthFieldsProps = {
  readonly form: PlanForm
  readonly issues: Issues
  readonly side: 'prompt' | 'output'
  /** Instead of the usual name of a single length. */
  readonly label?: string
}

export const LengthFields = ({ form, issues, side, label }: LengthFieldsProps) => {
  const { t } = useTranslation()
  const kind = form[`${side}Kind`]
  const first = `${side}Tokens` as const
  const second = `${side}Spread` as const
  const tokens = t('plan:unit.tokens')
  const what = label ?? t(`plan:field.${first}`)
  return (
    <div className={styles.quad}>
      <PlanNumber field={first} form={form} issues={issues} unit={tokens} label={kind === 'fixed' ? what : t(`plan:length.first.${kind}`, { what: t(`plan:length.${side}`) })} />
      <Field label={t(`plan:length.spread.${side}`)}>
        <Select
          value={kind}
          options={lengthKinds.map((value) => ({ value, label: t(`plan:length.kind.${value}`) }))}
          onChange={(chosen) => patchForm({ [`${side}Kind`]: chosen, [second]: usualSpread(chosen, form[first], bounds[first].max) })}
        />
      </Field>
      {kind !== 'fixed' && (
        <PlanNumber
          field={second}
          form={form}
          issues={issues}
          label={t(`plan:length.second.${kind}`, { what: t(`plan:length.${side}`) })}
          {...(kind === 'lognormal' ? { step: 0.1 } : { unit: tokens })}
        />
      )}
    </div>
  )
}
