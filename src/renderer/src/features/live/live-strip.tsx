/** The slim strip over every view while a run is on: where it is, how it goes, and Stop. */
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { Badge } from '../../components/index.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import { useLive } from '../../stores/live-store.ts'
import { useRun } from '../../stores/run-store.ts'
import { paths } from '../frame/paths.ts'
import { StopButton } from './stop-button.tsx'
import { useLiveWords } from './use-live-words.ts'
import { jobText } from './job-text.ts'
import type { JobState, RunProgress } from '../../../../core/model/view.ts'
import styles from './live.module.css'

function Strip({ progress }: { readonly progress: RunProgress }) {
  const { t } = useTranslation()
  const formatter = useFormatter()
  const live = useLive()
  const own = live?.progress.sessionId === progress.sessionId ? live : null
  const words = useLiveWords(progress)
  const figures = own?.figures
  return (
    <div className={styles.strip} role="region" aria-label={t('live:strip')}>
      <span className={styles.progress} aria-hidden style={{ transform: `scaleX(${progress.fraction ?? 0})` }} />
      <Link href={paths.live} className={styles.stripLink}>
        <span className={styles.liveDot} aria-hidden />
        {words.place !== null && <span>{words.place}</span>}
        <strong>{words.phase}</strong>
        {words.load !== null && <span>{words.load}</span>}
        {words.left !== null && <span className="muted">{words.left}</span>}
        {own?.meta?.plan.target.simulated === true && <Badge tone="outline">{t('session:header.simulated')}</Badge>}
        <span className={styles.stripFigures}>
          <span><span className="muted">TTFT p95</span> {formatter.ms(figures?.ttftP95Ms)}</span>
          <span>{formatter.tokensPerS(figures?.outputTokensPerS)}</span>
          <span className={figures !== undefined && figures.errors > 0 ? styles.errors : undefined}>{t('live:errors', { count: figures?.errors ?? 0, shown: formatter.count(figures?.errors ?? 0) })}</span>
        </span>
      </Link>
      <StopButton stopping={progress.stopping} size="sm" />
    </div>
  )
}

/** While it calibrates, and between the runs of a series. */
function JobStrip({ job }: { readonly job: JobState }) {
  const { t } = useTranslation()
  return (
    <div className={styles.strip} role="region" aria-label={t('live:strip')}>
      <Link href={paths.live} className={styles.stripLink}>
        <span className={styles.liveDot} aria-hidden />
        <strong>{jobText(job, t)}</strong>
      </Link>
      <StopButton stopping={job.stopping ? 'drain' : 'no'} size="sm" />
    </div>
  )
}

/** Nothing while no run is on. */
export function LiveStrip() {
  const { progress, job } = useRun()
  if (progress !== null) return <Strip progress={progress} />
  return job === null ? null : <JobStrip job={job} />
}
