/** One request drawn: its phases on a bar, and every gap between tokens as a strip. */
import { useTranslation } from 'react-i18next'
import type { RequestRecord } from '../../../../core/model/request.ts'
import { cx } from '../../components/index.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import { requestPhases, tokenGaps } from './request-phases.ts'
import styles from './request-panel.module.css'

export function Waterfall({ record }: { readonly record: RequestRecord }) {
  const { t } = useTranslation()
  const formatter = useFormatter()
  const phases = requestPhases(record)
  const start = phases[0]?.fromMs ?? record.dueAtMs
  const whole = Math.max(record.endAtMs - start, 1e-3)
  return (
    <div>
      <div className={styles.bar} role="img" aria-label={phases.map(({ name, fromMs, toMs }) => `${t(`session:phase.${name}`)} ${formatter.ms(toMs - fromMs)}`).join(', ')}>
        {phases.map(({ name, fromMs, toMs }) => (
          <span key={name} className={cx(styles.phase, styles[name])} style={{ left: `${((fromMs - start) / whole) * 100}%`, width: `${((toMs - fromMs) / whole) * 100}%` }} />
        ))}
      </div>
      <dl className={styles.phases}>
        {phases.map(({ name, fromMs, toMs }) => (
          <div key={name} className={styles.phaseRow}>
            <dt><span className={cx(styles.dot, styles[name])} aria-hidden /><span title={t(`session:phase.${name}Definition`)}>{t(`session:phase.${name}`)}</span></dt>
            <dd title={formatter.full(toMs - fromMs, 'ms')}>{formatter.ms(toMs - fromMs)}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

const STRIP_WIDTH = 400
const STRIP_HEIGHT = 56

/** Bars as high as the gap before each token event; the tallest is named. */
export function GapStrip({ record }: { readonly record: RequestRecord }) {
  const { t } = useTranslation()
  const formatter = useFormatter()
  const gaps = tokenGaps(record.chunkAtMs)
  if (gaps.length === 0) return <p className="muted">{t('session:request.noGaps')}</p>
  const max = Math.max(...gaps)
  const sorted = [...gaps].sort((a, b) => a - b)
  const median = sorted[sorted.length >> 1] ?? 0
  const pitch = STRIP_WIDTH / gaps.length
  const bars = gaps.map((gap, i) => `M${(i + 0.5) * pitch} ${STRIP_HEIGHT}V${STRIP_HEIGHT - (max > 0 ? (gap / max) * (STRIP_HEIGHT - 2) : 0)}`).join('')
  return (
    <figure>
      <svg className={styles.gaps} viewBox={`0 0 ${STRIP_WIDTH} ${STRIP_HEIGHT}`} preserveAspectRatio="none" role="img"
        aria-label={t('session:request.gapsSummary', { count: gaps.length, median: formatter.ms(median), max: formatter.ms(max) })}>
        <path d={bars} className={styles.gapBars} style={{ strokeWidth: Math.min(6, Math.max(0.5, pitch * 0.7)) }} />
      </svg>
      <figcaption className={styles.caption}>{t('session:request.gapsSummary', { count: gaps.length, median: formatter.ms(median), max: formatter.ms(max) })}</figcaption>
    </figure>
  )
}
