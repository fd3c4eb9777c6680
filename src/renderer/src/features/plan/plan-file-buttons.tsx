/** Saves the plan as a file, the same that the command line runs, and opens one. */
import { FolderOpen, Save } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { bench } from '../../api.ts'
import { Button, useToast } from '../../components/index.ts'
import { useReportError } from '../../hooks/use-report-error.ts'
import { draftOf, formOfPlan, type PlanForm } from './plan-form.ts'
import { patchPlan } from './plan-store.ts'

export const PlanFileButtons = ({ form, isValid, name }: { readonly form: PlanForm; readonly isValid: boolean; readonly name: string }) => {
  const { t } = useTranslation()
  const { show } = useToast()
  const reportError = useReportError()

  const reveal = async (token: string): Promise<void> => {
    const answer = await bench.call['export:reveal']({ token })
    if (!answer.ok) reportError(answer.error)
  }
  const save = async (): Promise<void> => {
    const plan = draftOf(form)
    const answer = await bench.call['plans:save']({ plan: { ...plan, stages: [...plan.stages] }, name: name === '' ? t('plan:planFile.planName') : name })
    if (!answer.ok) return reportError(answer.error)
    if (answer.value === null) return
    const { fileName, token } = answer.value
    show({ message: t('plan:planFile.saved', { fileName }), action: { label: t('plan:planFile.reveal'), onAction: () => void reveal(token) } })
  }
  const open = async (): Promise<void> => {
    const answer = await bench.call['plans:open']()
    if (!answer.ok) return reportError(answer.error)
    if (answer.value === null) return
    patchPlan({ form: formOfPlan(answer.value.plan) })
    show({ message: t('plan:planFile.opened', { fileName: answer.value.fileName }) })
  }
  return (
    <>
      <Button variant="ghost" icon={FolderOpen} onClick={() => void open()}>{t('plan:planFile.open')}</Button>
      <Button variant="ghost" icon={Save} disabled={!isValid} onClick={() => void save()}>{t('plan:planFile.save')}</Button>
    </>
  )
}
