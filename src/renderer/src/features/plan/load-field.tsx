/** One number of the load with its label, unit and what is wrong with it. */
import { useTranslation } from 'react-i18next'
import { Field, NumberInput } from '../../components/index.ts'
import { loadBounds, type LoadField } from './load-form.ts'
import { useIssueText } from './number-field.tsx'
import type { Issues, PlanForm } from './plan-form.ts'
import { patchLoad } from './plan-store.ts'

export type LoadNumberProps = {
  readonly field: LoadField
  readonly form: PlanForm
  readonly issues: Issues
  readonly unit?: string
  readonly optional?: boolean
  readonly hint?: string
}

export const LoadNumber = ({ field, form, issues, unit, optional = false, hint }: LoadNumberProps) => {
  const { t } = useTranslation()
  const issueText = useIssueText()
  const { min, max } = loadBounds[field]
  return (
    <Field label={t(`plan:field.${field}`)} note={optional ? t('common:optional') : undefined} error={issueText(issues.load?.[field])} {...(hint === undefined ? {} : { hint })}>
      <NumberInput value={form.load[field]} min={min} max={max} unit={unit} onChange={(value) => patchLoad({ [field]: value })} />
    </Field>
  )
}
