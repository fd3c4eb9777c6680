/** How far the run is: phase, stage, users, time, and the bar with the stages marked. */
import { useTranslation } from 'react-i18next'
import type { RunProgress } from '../../../../core/model/view.ts'
import { ProgressBar } from '../../components/index.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import { useLiveWords } from './use-live-words.ts'
import styles from './live.module.css'

export function LiveProgress({ progress }: { readonly progress: RunProgress }) {
  const { t } = useTranslation()
  const formatter = useFormatter()
  const words = useLiveWords(progress)
  const text = [words.place, words.phase, words.load, words.left].filter((part) => part !== null).join(', ')
  return (
    <div className={styles.progressRow}>
      <div className={styles.progressWords}>
        {words.place !== null && <span>{words.place}</span>}
        <strong aria-live="polite">{words.phase}</strong>
        {words.load !== null && <span>{words.load}</span>}
        {progress.stopping !== 'no' && progress.phase !== 'ended' && <span className={styles.stopping}>{t(`live:stopping.${progress.stopping}`)}</span>}
        <span className={styles.times}>
          <span>{t('live:elapsed', { time: formatter.clock(progress.elapsedMs) })}</span>
          {words.left !== null && <span className="muted">{words.left}</span>}
        </span>
      </div>
      <ProgressBar label={t('live:progress')} value={progress.phase === 'ended' ? 1 : progress.fraction} text={text} state={progress.stopping === 'no' ? 'normal' : 'paused'} />
    </div>
  )
}
