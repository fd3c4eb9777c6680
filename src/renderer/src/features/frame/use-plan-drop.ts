/** A plan file dropped anywhere onto the window opens in the new-run form; its text goes to main, its path nowhere. */
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { bench } from '../../api.ts'
import { useToast } from '../../components/index.ts'
import { useReportError } from '../../hooks/use-report-error.ts'
import { formOfPlan } from '../plan/plan-form.ts'
import { patchPlan } from '../plan/plan-store.ts'
import { paths } from './paths.ts'

/** Whatever is far longer than a page of text is no plan. */
const maxPlanBytes = 1024 * 1024

const hasFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes('Files') === true

/** True while files are held over the window. Places that take files of their own keep them: they prevent the default. */
export function usePlanDrop(): boolean {
  const { t } = useTranslation()
  const { show } = useToast()
  const reportError = useReportError()
  const [, navigate] = useLocation()
  const [isOver, setOver] = useState(false)

  useEffect(() => {
    const open = async (file: File): Promise<void> => {
      const text = file.size > maxPlanBytes ? '' : await file.text().catch(() => '')
      const answer = await bench.call['plans:read']({ fileName: file.name.slice(-255), text })
      if (!answer.ok) return reportError(answer.error)
      patchPlan({ form: formOfPlan(answer.value.plan) })
      navigate(paths.newRun)
      show({ message: t('plan:planFile.opened', { fileName: answer.value.fileName }) })
    }
    const onDragOver = (event: DragEvent): void => {
      if (!hasFiles(event)) return
      setOver(!event.defaultPrevented)
      event.preventDefault()
    }
    const onLeave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false)
    }
    const onDrop = (event: DragEvent): void => {
      setOver(false)
      if (!hasFiles(event) || event.defaultPrevented) return
      event.preventDefault()
      const file = event.dataTransfer?.files[0]
      if (file !== undefined) void open(file)
    }
    window.addEventListener('dragover', onDragOver)
    window.addEventListener('dragleave', onLeave)
    window.addEventListener('drop', onDrop)
    return () => {
      window.removeEventListener('dragover', onDragOver)
      window.removeEventListener('dragleave', onLeave)
      window.removeEventListener('drop', onDrop)
    }
  }, [t, show, reportError, navigate])
  return isOver
}
