/** The six figures that a glance should find, of the chosen scope. */
import { useTranslation } from 'react-i18next'
import { metricKey, tpotBandKey, ttftBandKey } from '../../../../core/format/index.ts'
import { errorBand, tpotBand, ttftBand } from '../../../../core/analysis/index.ts'
import type { Band } from '../../../../core/model/analysis.ts'
import { Stat, StatStrip, type StatProps } from '../../components/index.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import { figureOf } from './figures.ts'
import type { Scope } from './scope.ts'
import styles from './session.module.css'

export function Headline({ scope }: { readonly scope: Scope }) {
  const { t } = useTranslation()
  const formatter = useFormatter()
  const { figures } = scope
  const loading = figures === null && !(scope.kind === 'range' && scope.error !== null)
  const none = t('session:missing.noSuccess')
  const noWindow = t('session:missing.noWindow')
  const n = (count: number | undefined): string | undefined => loading ? undefined : t('session:figure.n', { count: count ?? 0, shown: formatter.count(count ?? 0) })
  const band = (level: Band | null, key: (band: Band) => string): Pick<StatProps, 'band'> => (level === null ? {} : { band: { level, word: t(key(level)) } })
  const { ttftMs, tpotMs } = figures?.metrics ?? {}
  const failures = figures === null ? 0 : Object.entries(figures.byOutcome).reduce((sum, [outcome, count]) => (outcome === 'ok' || outcome === 'ok-short' || outcome === 'cancelled' ? sum : sum + count), 0)
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
          figure={figureOf(formatter, figures?.errorRate, 'share', t('session:missing.noRequest'))}
          sample={loading ? undefined : t('session:figure.failures', { count: failures, shown: formatter.count(failures) })} {...band(errorBand(figures?.errorRate ?? null), (level) => `session:verdict.stability.${level}`)} />
      </StatStrip>
    </div>
  )
}
