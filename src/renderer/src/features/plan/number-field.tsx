/** One number of the form with its label, bounds and what is wrong with it. */
import { useTranslation } from 'react-i18next'
import { Field, NumberInput } from '../../components/index.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import { boundOf, bounds, type Issue, type Issues, type NumberField, type PlanForm } from './plan-form.ts'
import { patchForm } from './plan-store.ts'

/** An issue as a sentence. */
export function useIssueText(): (issue: Issue | undefined) => string | undefined {
  const { t } = useTranslation()
  const format = useFormatter()
  return (issue) => (issue === undefined ? undefined : t(`plan:issue.${issue.kind}`, { min: format.full(issue.min), max: format.full(issue.max) }))
}

export type NumberFieldProps = {
  readonly field: NumberField
  readonly form: PlanForm
  readonly issues: Issues
  readonly unit?: string
  readonly step?: number
  readonly hint?: string | undefined
  readonly optional?: boolean
  /** What holds while it is empty. */
  readonly placeholder?: string | undefined
  readonly disabled?: boolean
  /** Other fields that change with this one. */
  readonly with?: Partial<PlanForm>
  readonly className?: string | undefined
  /** Instead of the field's own name. */
  readonly label?: string
}

export const PlanNumber = ({ field, form, issues, unit, step, hint, optional = false, placeholder, disabled, with: others, className, label }: NumberFieldProps) => {
  const { t } = useTranslation()
  const issueText = useIssueText()
  const { min, max } = boundOf(form, field) ?? bounds[field]
  return (
    <Field
      className={className}
      label={label ?? t(`plan:field.${field}`)}
      note={optional ? t('common:optional') : undefined}
      error={disabled === true ? undefined : issueText(issues[field])}
      {...(hint === undefined ? {} : { hint })}
    >
      <NumberInput
        value={form[field]}
        min={min}
        max={max}
        {...(step === undefined ? {} : { step })}
        unit={unit}
        placeholder={placeholder}
        disabled={disabled}
        onChange={(value) => patchForm({ [field]: value, ...others })}
      />
    </Field>
  )
}
