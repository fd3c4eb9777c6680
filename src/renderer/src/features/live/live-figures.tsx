/** The six headline figures of the run, each with its last minute. */
import { useTranslation } from 'react-i18next'
import { tpotBand, ttftBand } from '../../../../core/analysis/index.ts'
import { metricKey, tpotBandKey, ttftBandKey } from '../../../../core/format/index.ts'
import type { Band } from '../../../../core/model/analysis.ts'
import { Sparkline, Stat, StatStrip, type Series, type StatProps } from '../../components/index.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import type { LiveState, SparkName } from '../../stores/live-store.ts'
import { figureOf } from '../session/figures.ts'
import styles from './live.module.css'

export function LiveFiguresStrip({ state: { figures, sparks, client } }: { readonly state: LiveState }) {
  const { t } = useTranslation()
  const formatter = useFormatter()
  const none = t('live:missing')
  const n = t('session:figure.n', { count: figures.n, shown: formatter.count(figures.n) })
  const ofWindow = t('live:windowDetail', { n: figures.n })
  const estimated = figures.estimatedTokens ? t('domain:tokenEstimate') : undefined
  const tile = (name: SparkName, series: Series, fromZero: boolean): Pick<StatProps, 'series' | 'sparkline'> =>
    ({ series, sparkline: <Sparkline values={sparks[name]} series={series} fromZero={fromZero} /> })
  const band = (level: Band | null, key: (band: Band) => string): Pick<StatProps, 'band'> => 
    (level === null ? {} : { band: client.valid === false ? { level: 'acceptable', word: t('session:client.notJudged') } : { level, word: t(key(level)) } })
  return (
    <div className={styles.six}>
      <StatStrip>
        <Stat {...tile('ttftP95Ms', 'ttft', true)} label={t('session:figure.ttftP95')} definition={t(metricKey('ttftMs', 'definition'))} definitionDetail={ofWindow}
          figure={figureOf(formatter, figures.ttftP95Ms, 'ms', none)} sample={`p50 ${formatter.ms(figures.ttftP50Ms)} · ${n}`} {...band(ttftBand(figures.ttftP95Ms), ttftBandKey)} />
        <Stat {...tile('tpotP50Ms', 'tpot', true)} label={t('session:figure.tpotP50')} definition={t(metricKey('tpotMs', 'definition'))} definitionDetail={ofWindow}
          figure={figureOf(formatter, figures.tpotP50Ms, 'ms', none)} sample={t('live:perRequest', { value: formatter.tokensPerS(figures.decodeTokensPerS) })} {...band(tpotBand(figures.tpotP50Ms), tpotBandKey)} />
        <Stat {...tile('outputTokensPerS', 'throughput', true)} label={t('session:figure.service')} definition={t(metricKey('outputTokensPerS', 'definition'))} definitionDetail={estimated}
          figure={figureOf(formatter, figures.outputTokensPerS, 'tokensPerS', none)} />
        <Stat {...tile('completedQps', 'throughput', true)} label={t('session:figure.qps')} definition={t(metricKey('completedQps', 'definition'))} definitionDetail={ofWindow}
          figure={figureOf(formatter, figures.completedQps, 'perS', none)} sample={n} />
        <Stat {...tile('inFlight', 'inflight', true)} label={t(metricKey('inFlight', 'name'))} definition={t(metricKey('inFlight', 'definition'))}
          figure={figureOf(formatter, figures.inFlight, 'count', none)} />
        <Stat {...tile('errors', 'error', true)} label={t('live:errorsTitle')} definition={t(metricKey('errorRate', 'definition'))} definitionDetail={t('live:wholeRun')}
          figure={figureOf(formatter, figures.errors, 'count', none)} sample={t('live:ofRequests', { count: figures.requests, shown: formatter.count(figures.requests) })} />
      </StatStrip>
    </div>
  )
}
