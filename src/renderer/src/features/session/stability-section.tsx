/** Layer 3: will it break? The errors in their order, and how near the machine came to its limits. */
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { errorReadingKey, metricKey, reasonKey, signalNameKey } from '../../../../core/format/index.ts'
import type { SessionAnalysis } from '../../../../core/model/analysis.ts'
import type { Plan } from '../../../../core/model/plan.ts'
import type { Timeline } from '../../../../core/model/view.ts'
import { clockText } from '../../charts/axis-scale.ts'
import { Card, Section, Stat, StatStrip } from '../../components/index.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import { EnergyCard } from './energy-card.tsx'
import { figureOf } from './figures.ts'
import { resourcePeaks } from './resource-peaks.ts'
import { failuresOf, scopeText } from './scope-facts.ts'
import type { Scope } from './scope.ts'
import { SteadyCard } from './steady-card.tsx'
import { Throttling } from './throttling.tsx'
import styles from './session.module.css'

export interface StabilitySectionProps {
  readonly scope: Scope
  readonly analysis: SessionAnalysis
  readonly plan: Plan
  readonly timeline: Timeline
  readonly range: readonly [number, number]
}

function Peaks({ timeline, range }: Pick<StabilitySectionProps, 'timeline' | 'range'>) {
  const { t } = useTranslation()
  const formatter = useFormatter()
  const peaks = useMemo(() => resourcePeaks(timeline, range[0], range[1]), [timeline, range])
  if (peaks.length === 0) {
    const reason = timeline.series.find((series) => series.source === 'host')?.reason ?? 'off'
    return <p className="muted">{t('session:stability.noSensors', { reason: t(reasonKey(reason)) })}</p>
  }
  return (
    <dl className={styles.peaks}>
      {peaks.map((peak) => {
        const share = peak.limit === null ? null : Math.min(1, peak.max / peak.limit)
        return (
          <div key={peak.signal} className={styles.peak}>
            <dt>{t(signalNameKey(peak.signal))}</dt>
            <dd className={styles.meter} aria-hidden>{share !== null && <span style={{ transform: `scaleX(${share})` }} data-high={share > 0.95 || undefined} />}</dd>
            <dd className={styles.peakValue} title={formatter.full(peak.max)}>{formatter.signal(peak.max, peak.unit)}</dd>
            <dd className={styles.peakNote}>{peak.limit === null || peak.unit === '%' ? t('session:stability.mean', { value: formatter.signal(peak.mean, peak.unit) }) : t('session:stability.of', { value: formatter.signal(peak.limit, peak.unit) })}</dd>
          </div>
        )
      })}
    </dl>
  )
}

export function StabilitySection({ scope, analysis: { errors, energy, stages }, plan, timeline, range }: StabilitySectionProps) {
  const { t } = useTranslation()
  const formatter = useFormatter()
  const strike = errors.firstStrike
  const failures = failuresOf(scope, timeline.requests)
  const ofScope = scopeText(scope, (key, params) => t(key, { ...params }))
  return (
    <Section title={t('domain:layer.stability')} description={t('domain:layerQuestion.stability')}>
      <div className={styles.twoColumns}>
        <div className={styles.column}>
          <Card title={t('session:stability.errors')}>
            <StatStrip className={styles.innerStrip}>
              <Stat label={t(metricKey('errorRate', 'name'))} series="error" definition={t(metricKey('errorRate', 'definition'))}
                definitionDetail={failures.isWhole ? t('session:figure.wholeStage') : undefined}
                figure={figureOf(formatter, failures.rate, 'share', t('session:missing.noRequest'))} sample={`${ofScope} · ${t('session:figure.n', { count: failures.ended, shown: formatter.count(failures.ended) })}`} />
              <Stat label={t('session:stability.firstStrike')} definition={t('session:stability.firstStrikeDefinition')}
                figure={strike === null ? { missing: t('session:series.noFailures') } : { text: clockText(strike.atMs, 1) }} sample={t('session:scope.whole')} />
            </StatStrip>
            {strike !== null && <p className={styles.reading} data-selectable>{t(errorReadingKey(strike.errorClass))}</p>}
            {strike === null && <p className="muted">{t('session:stability.noErrors')}</p>}
          </Card>
          <SteadyCard scope={scope} stages={stages} plan={plan} />
        </div>
        <Card title={t('session:stability.peaks')} note={t('session:stability.peaksNote')}>
          <Peaks timeline={timeline} range={range} />
          <Throttling timeline={timeline} range={range} />
        </Card>
      </div>
      <EnergyCard energy={energy} stage={scope.kind === 'stage' ? scope.figures.index : null} />
    </Section>
  )
}
