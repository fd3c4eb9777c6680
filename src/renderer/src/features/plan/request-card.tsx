/** What a request says: made-up text by its length, shared beginnings, built-in prompts or the person's own file; and how it goes on. */
import { useTranslation } from 'react-i18next'
import { promptSetNames } from '../../../../core/model/prompt-set.ts'
import { previewRows } from '../../../../core/workload/dataset-preview.ts'
import { promptSet } from '../../../../core/workload/sets/index.ts'
import { Card, Field, SegmentedControl, Select, Switch } from '../../components/index.ts'
import { DatasetPicker } from './dataset-picker.tsx'
import { LengthFields } from './length-fields.tsx'
import { PlanNumber } from './number-field.tsx'
import type { Issues, PlanForm } from './plan-form.ts'
import { patchForm } from './plan-store.ts'
import { PromptTable } from './prompt-table.tsx'
import { ShapePicker } from './shape-picker.tsx'
import { isMadeUp, isTraceForm, sourceKinds } from './workload-form.ts'
import styles from './plan.module.css'

type Props = { readonly form: PlanForm; readonly issues: Issues }

const SharedPrefixFields = ({ form, issues }: Props) => {
  const { t } = useTranslation()
  return (
    <>
      <div className={styles.quad}>
        <PlanNumber field="groups" form={form} issues={issues} />
        <PlanNumber field="prefixTokens" form={form} issues={issues} unit={t('plan:unit.tokens')} />
      </div>
      <LengthFields form={form} issues={issues} side="prompt" label={t('plan:length.ownEnd')} />
      <LengthFields form={form} issues={issues} side="output" />
    </>
  )
}

const PromptSetFields = ({ form, issues }: Props) => {
  const { t } = useTranslation()
  return (
    <>
      <div className={styles.pair}>
        <Field label={t('plan:promptSet')}>
          <Select value={form.set} options={promptSetNames.map((value) => ({ value, label: t(`dataset:set.${value}`) }))} onChange={(set) => patchForm({ set })} />
        </Field>
      </div>
      <PromptTable rows={previewRows(promptSet(form.set))} />
      <LengthFields form={form} issues={issues} side="output" />
    </>
  )
}

const SourceFields = (props: Props) => {
  switch (props.form.source) {
    case 'synthetic': return <ShapePicker {...props} />
    case 'shared-prefix': return <SharedPrefixFields {...props} />
    case 'prompt-set': return <PromptSetFields {...props} />
    case 'dataset': return (
      <>
        <DatasetPicker dataset={props.form.dataset} />
        {!isTraceForm(props.form) && <LengthFields {...props} side="output" />}
      </>
    )
  }
}

export const RequestCard = ({ form, issues }: Props) => {
  const { t } = useTranslation()
  return (
    <Card title={t('plan:request')}>
      <div className={styles.stack}>
        <SegmentedControl
          label={t('plan:source.label')}
          value={form.source}
          segments={sourceKinds.map((value) => ({ value, label: t(`plan:source.${value}.name`) }))}
          onChange={(source) => patchForm({ source, ...(source === 'synthetic' ? {} : { shape: 'custom' as const }) })}
        />
        {form.source !== 'synthetic' && <p className={styles.note}>{t(`plan:source.${form.source}.use`)}</p>}
        <SourceFields form={form} issues={issues} />
        <div className={styles.switches}>
          {!isTraceForm(form) && <Switch label={t('plan:conversation')} hint={t('plan:conversationHint')} checked={form.isConversation} onChange={(isConversation) => patchForm({ isConversation })} />}
          {form.isConversation && !isTraceForm(form) && (
            <div className={styles.quad}>
              <PlanNumber field="turns" form={form} issues={issues} />
              <PlanNumber field="contextTokens" form={form} issues={issues} unit={t('plan:unit.tokens')} />
            </div>
          )}
          <Switch label={t('plan:natural')} hint={t('plan:naturalHint')} checked={form.isNatural} onChange={(isNatural) => patchForm({ isNatural })} />
          {!isMadeUp(form) && !isTraceForm(form) && <Switch label={t('plan:verbatim')} hint={t('plan:verbatimHint')} checked={form.isVerbatim} onChange={(isVerbatim) => patchForm({ isVerbatim })} />}
        </div>
      </div>
    </Card>
  )
}
