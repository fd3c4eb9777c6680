/** The six figures that a glance should find, of the chosen scope. */
import { useTranslation } from 'react-i18next'
import { metricKey, tpotBandKey, ttftBandKey } from '../../../../core/format/index.ts'
import { errorBand, tpotBand, ttftBand } from '../../../../core/analysis/index.ts'
import type { Band, SessionAnalysis } from '../../../../core/model/analysis.ts'
import type { RequestColumns } from '../../../../core/model/request-columns.ts'
import { Stat, StatStrip, type StatProps } from '../../components/index.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import { figureOf } from './figures.ts'
import { failuresOf, isScopeLimited } from './scope-facts.ts'
import type { Scope } from './scope.ts'
import styles from './session.module.css'

export interface HeadlineProps {
  readonly scope: Scope
  readonly analysis: SessionAnalysis
  readonly requests: RequestColumns
}

export function Headline({ scope, analysis, requests }: HeadlineProps) {
  const { t } = useTranslation()
  const formatter = useFormatter()
  const { figures } = scope
  const loading = figures === null && !(scope.kind === 'range' && scope.error !== null)
  const none = t('session:missing.noSuccess')
  const noWindow = t('session:missing.noWindow')
  const n = (count: number | undefined): string | undefined => loading ? undefined : t('session:figure.n', { count: count ?? 0, shown: formatter.count(count ?? 0) })
  const isLimited = isScopeLimited(scope, analysis)
  const band = (level: Band | null, key: (band: Band) => string): Pick<StatProps, 'band'> =>
    (level === null ? {} : { band: isLimited ? { level: 'acceptable', word: t('session:client.notJudged') } : { level, word: t(key(level)) } })
  const failures = failuresOf(scope, requests)
  // A failure is one, however late the client was.
  const errorLevel = errorBand(failures.rate)
  const errors: Pick<StatProps, 'band'> = errorLevel === null ? {} : { band: { level: errorLevel, word: t(`session:verdict.stability.${errorLevel}`) } }
  const { ttftMs, tpotMs } = figures?.metrics ?? {}
  const common = { loading }
  return (
    <div className={styles.six}>
      <StatStrip>
        <Stat {...common} label={t('session:figure.ttftP95')} series="ttft" definition={t(metricKey('ttftMs', 'definition'))} definitionDetail={t('session:figure.p95Detail')}
          figure={figureOf(formatter, ttftMs?.p95, 'ms', none)} sample={n(ttftMs?.n)} {...band(ttftBand(ttftMs?.p95 ?? null), ttftBandKey)} />
        <Stat {...common} label={t('session:figure.tpotP50')} series="tpot" definition={t(metricKey('tpotMs', 'definition'))}
          figure={figureOf(formatter, tpotMs?.p50, 'ms', none)} sample={n(tpotMs?.n)} {...band(tpotBand(tpotMs?.p50 ?? null), tpotBandKey)} />
        <Stat {...common} label={t('session:figure.service')} series="throughput" definition={t(metricKey('outputTokensPerS', 'definition'))}
          figure={figureOf(formatter, figures?.outputTokensPerS, 'tokensPerS', noWindow)} sample={n(figures?.requestsInWindow)} />
        <Stat {...common} label={t('session:figure.qps')} series="throughput" definition={t(metricKey('completedQps', 'definition'))}
          figure={figureOf(formatter, figures?.completedQps, 'perS', noWindow)} sample={n(figures?.requestsInWindow)} />
        <Stat {...common} label={t('session:figure.concurrency')} series="inflight" definition={t(metricKey('measuredConcurrency', 'definition'))}
          figure={figureOf(formatter, figures?.measuredConcurrency, 'number', noWindow)} sample={n(figures?.requestsInWindow)} />
        <Stat {...common} label={t('session:figure.errors')} series="error" definition={t(metricKey('errorRate', 'definition'))}
          definitionDetail={failures.isWhole ? t('session:figure.wholeStage') : undefined}
          figure={figureOf(formatter, failures.rate, 'share', t('session:missing.noRequest'))}
          sample={loading || failures.ended === 0 ? undefined : t('session:figure.failures', { count: failures.failed, shown: formatter.count(failures.failed) })} {...errors} />
      </StatStrip>
    </div>
  )
}
