/** Ends the run: the first press lets open requests finish, the second cuts them; each state is visible. */
import { OctagonX, Square } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { RunProgress } from '../../../../core/model/view.ts'
import { Button, Tooltip } from '../../components/index.ts'
import { useReportError } from '../../hooks/use-report-error.ts'
import { stopRun } from '../../stores/run-store.ts'

export interface StopButtonProps {
  readonly stopping: RunProgress['stopping']
  readonly size?: 'md' | 'sm'
}

export function StopButton({ stopping, size = 'md' }: StopButtonProps) {
  const { t } = useTranslation()
  const reportError = useReportError()
  const isDraining = stopping === 'drain'
  return (
    <Tooltip content={t(`live:stopTip.${stopping}`)} side="bottom">
      <Button
        size={size} variant={isDraining ? 'danger' : 'secondary'} icon={isDraining ? OctagonX : Square} loading={stopping === 'abort'}
        onClick={() => { void stopRun().then(reportError) }}
      >
        {t(`live:stop.${stopping}`)}
      </Button>
    </Tooltip>
  )
}
