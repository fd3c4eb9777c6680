/** The progress of a run in words, for the strip and the live view. */
import { useTranslation } from 'react-i18next'
import { phaseKey } from '../../../../core/format/index.ts'
import { seriesLength, seriesPosition } from '../../../../core/model/repeats.ts'
import type { RunProgress } from '../../../../core/model/view.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import { useLoadText } from '../../hooks/use-load-text.ts'

export interface LiveWords {
  /** “Run 2 of 6”; null for a run of its own. */
  readonly place: string | null
  /** “Stage 3 of 4” or the phase. */
  readonly phase: string
  /** “8 users”; null outside of stages. */
  readonly load: string | null
  /** “42 s left”; null when it can't be told. */
  readonly left: string | null
}

export function useLiveWords(progress: RunProgress): LiveWords {
  const { phase, stage, stageCount, etaMs } = progress
  const { t } = useTranslation()
  const formatter = useFormatter()
  const loadText = useLoadText()
  const isStage = phase === 'stage' && stage !== null
  const seconds = etaMs === null ? null : Math.ceil(etaMs / 1000)
  return {
    place: progress.place === null ? null : t('series:running', { position: seriesPosition(progress.place), length: seriesLength(progress.place) }),
    phase: isStage ? t(stageCount === null ? 'live:trial' : 'live:stage', { number: stage + 1, count: stageCount ?? 0 }) : t(phaseKey(phase)),
    load: isStage ? loadText(progress) : null,
    left: seconds === null || phase === 'ended' ? null : seconds < 100 ? t('live:secondsLeft', { count: seconds }) : t('live:timeLeft', { time: formatter.clock(etaMs) }),
  }
}
