/** What goes on while no run is measured: a calibration, or the pause between two runs. */
import type { TFunction } from 'i18next'
import type { JobState } from '../../../../core/model/view.ts'

export function jobText({ step, position, length, stopping }: JobState, t: TFunction): string {
  if (stopping) return t('live:stopping.drain')
  if (step === 'calibrating') return t('live:calibrating')
  return step === 'pause' ? t('series:next', { position, length }) : t('domain:phase.preparing')
}
