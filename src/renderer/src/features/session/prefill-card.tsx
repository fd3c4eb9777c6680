/** What a prompt token costs: TTFT of each request against its prompt's length, and the slope through them. */
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { metricKey, prefillLine, prefillSentence } from '../../../../core/format/index.ts'
import type { PrefillSlope, RangeAnalysis, SessionAnalysis } from '../../../../core/model/analysis.ts'
import type { RequestColumns } from '../../../../core/model/request-columns.ts'
import { dashes } from '../../charts/lane-context.ts'
import type { Range } from '../../charts/timeline-store.ts'
import { XyChart } from '../../charts/xy-chart.tsx'
import type { Point, XySeries, XyStop } from '../../charts/xy-layout.ts'
import { Card } from '../../components/index.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import { useWords } from '../diagnosis/use-words.ts'
import { prefillDots, type PrefillDot } from './prefill-dots.ts'
import type { Scope } from './scope.ts'
import styles from './session.module.css'

/** Lengths that lie closer together make a stripe, not a picture. */
const MIN_SPREAD_TOKENS = 16
/** On a logarithmic axis the line bends. */
const LINE_POINTS = 33

function fittedLine(slope: PrefillSlope, [from, to]: Range): readonly Point[] {
  const ends = prefillLine(slope, from, to)
  const [first, last] = ends ?? []
  if (first === undefined || last === undefined) return []
  return Array.from({ length: LINE_POINTS }, (_, i): Point => {
    const share = i / (LINE_POINTS - 1)
    return [first.tokens + share * (last.tokens - first.tokens), first.ttftMs + share * (last.ttftMs - first.ttftMs)]
  }).filter(([, ttftMs]) => ttftMs > 0)
}

/** A little room at both ends, so that no dot sits on the axis. */
function domainOf(dots: readonly PrefillDot[]): Range {
  const [from, to] = [dots[0]?.tokens ?? 0, dots.at(-1)?.tokens ?? 1]
  const room = Math.max(1, (to - from) / 20)
  return [Math.max(0, from - room), to + room]
}

function useDrawing(dots: readonly PrefillDot[], slope: PrefillSlope): { readonly series: readonly XySeries[]; readonly stops: readonly XyStop[] } {
  const { t } = useTranslation()
  const f = useFormatter()
  return useMemo(() => {
    const line = fittedLine(slope, [dots[0]?.tokens ?? 0, dots.at(-1)?.tokens ?? 0])
    return {
      series: [
        { id: 'requests', label: t('session:series.request'), ink: 'ttft', mark: 'point', dash: dashes.solid, points: dots.map(({ tokens, ttftMs }) => [tokens, ttftMs] as const) },
        ...(line.length === 0 ? [] : [{ id: 'slope', label: t('session:pace.slope'), ink: 'muted' as const, mark: 'line' as const, dash: dashes.solid, points: line }]),
      ],
      stops: dots.map(({ tokens, ttftMs, request }) => ({
        at: [tokens, ttftMs] as const,
        lines: [t('session:pace.request', { index: request }), t('session:pace.promptTokens', { count: tokens, shown: f.count(tokens) }), `${t(metricKey('ttftMs', 'short'))} ${f.ms(ttftMs)}`],
      })),
    }
  }, [dots, slope, t, f])
}

export interface PrefillCardProps {
  readonly figures: RangeAnalysis
  readonly scope: Scope
  readonly analysis: SessionAnalysis
  readonly requests: RequestColumns
  readonly onOpenRequest: (index: number) => void
}

export function PrefillCard({ figures, scope, analysis, requests, onOpenRequest }: PrefillCardProps) {
  const { t } = useTranslation()
  const words = useWords()
  const { prefill } = figures
  const dots = useMemo(() => prefillDots(requests, scope, analysis), [requests, scope, analysis])
  const domain = useMemo(() => domainOf(dots), [dots])
  const drawing = useDrawing(dots, prefill)
  const differ = (dots.at(-1)?.tokens ?? 0) - (dots[0]?.tokens ?? 0) >= MIN_SPREAD_TOKENS
  const [short, long] = [dots[0]?.tokens, dots.at(-1)?.tokens]
  const lengths = prefill.gap === 'same-length' && short !== undefined && long !== undefined ? t('session:pace.lengths', { from: words.f.count(short), to: words.f.count(long) }) : null
  const sentence = [prefillSentence(words, figures), ...(lengths === null ? [] : [lengths])].join(' ')
  return (
    <Card title={t('session:pace.prefillTitle')}>
      {prefill.gap === 'same-length' || !differ
        ? <p className={styles.noChart}>{sentence}</p>
        : (
          <div className={styles.chart}>
            <p className={styles.sentence} data-selectable title={t(metricKey('prefillTokensPerS', 'definition'))}>{sentence}</p>
            <XyChart
              {...drawing} domain={domain} xLabel={t('session:pace.promptLength')} yLabel={t('session:pace.ttft')} label={t('session:pace.chart', { title: t('session:pace.prefillTitle'), sentence })}
              onOpen={(stop) => { const dot = dots[stop]; if (dot !== undefined) onOpenRequest(dot.request) }}
            />
          </div>
        )}
    </Card>
  )
}
