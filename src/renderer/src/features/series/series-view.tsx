/** A series of repeats: what its runs show together, and where each of them is. */
import { GitCompareArrows } from 'lucide-react'
import { useCallback, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'wouter'
import { loadText, runLabel, seriesHeading, seriesNotes, seriesRows, stageLines, statusKey, type Translate } from '../../../../core/format/index.ts'
import { maxCompared } from '../../../../core/model/comparison.ts'
import type { SeriesAnalysis, SeriesStage } from '../../../../core/model/series-analysis.ts'
import type { SeriesView as SeriesData, SessionListItem } from '../../../../core/model/view.ts'
import { bench } from '../../api.ts'
import { Button, Card, cx, Section, Skeleton, StatusBadge } from '../../components/index.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import { useLoad } from '../../hooks/use-load.ts'
import { CallError } from '../frame/call-error.tsx'
import { paths } from '../frame/paths.ts'
import { View } from '../frame/view.tsx'
import tables from '../session/tables.module.css'
import styles from './series.module.css'

function useWords() {
  const { t } = useTranslation()
  const f = useFormatter()
  const words: Translate = (key, params) => t(key, { ...params })
  return { f, t: words }
}

function StageResult({ stage }: { readonly stage: SeriesStage }) {
  const words = useWords()
  const { t } = words
  const hasTwo = stage.b !== null
  return (
    <Section title={loadText(words, stage.load) ?? t('domain:layer.capacity')}>
      <div className={tables.box}>
        <table className={tables.table}>
          <thead>
            <tr>
              <th scope="col">{t('series:column.metric')}</th>
              <th scope="col" className={tables.number}>{t(hasTwo ? 'series:column.medianA' : 'series:column.median')}</th>
              {hasTwo && <th scope="col" className={tables.number}>{t('series:column.medianB')}</th>}
              {hasTwo && <th scope="col">{t('series:column.difference')}</th>}
              <th scope="col">{t(hasTwo ? 'series:column.runsA' : 'series:column.runs')}</th>
              {hasTwo && <th scope="col">{t('series:column.runsB')}</th>}
            </tr>
          </thead>
          <tbody>
            {seriesRows(words, stage).map((row) => (
              <tr key={row.metric}>
                <th scope="row">{row.label}</th>
                <td className={tables.number}>{row.medianA}</td>
                {hasTwo && <td className={tables.number}>{row.medianB}</td>}
                {hasTwo && <td className={cx(styles.difference, row.side === null ? 'muted' : styles[row.side])}>{row.difference}</td>}
                <td className="muted">{row.runsA}</td>
                {hasTwo && <td className="muted">{row.runsB}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {stageLines(words, stage).map((line) => <p key={line} className={styles.note}>{line}</p>)}
    </Section>
  )
}

function Sessions({ sessions, analysis }: { readonly sessions: readonly SessionListItem[]; readonly analysis: SeriesAnalysis }) {
  const { f, t } = useWords()
  const [, navigate] = useLocation()
  const ran = sessions.filter(({ status }) => status !== 'running').slice(0, maxCompared).map(({ id }) => id)
  const compare = <Button size="sm" icon={GitCompareArrows} onClick={() => navigate(paths.compare(ran))}>{t('compare:compareRuns')}</Button>
  return (
    <Section title={t('series:sessions')} actions={ran.length > 1 ? compare : undefined}>
      <div className={tables.box}>
        <table className={tables.table}>
          <thead>
            <tr>
              <th scope="col">{t('series:column.runs')}</th>
              {(['name', 'status', 'date'] as const).map((id) => <th key={id} scope="col">{t(`history:column.${id}`)}</th>)}
              {(['ttftP95Ms', 'tpotP50Ms', 'bestOutputTokensPerS'] as const).map((id) => <th key={id} scope="col" className={tables.number}>{t(`history:column.${id}`)}</th>)}
            </tr>
          </thead>
          <tbody>
            {sessions.map((item) => (
              <tr key={item.id}>
                <th scope="row">{item.place === null ? '' : runLabel(analysis, item.place)}</th>
                <td><Link href={paths.session(item.id)} className={styles.link}>{item.name}</Link></td>
                <td><StatusBadge status={item.status} label={t(statusKey(item.status))} /></td>
                <td className="muted">{f.dateTime(item.createdAtMs)}</td>
                <td className={tables.number}>{f.ms(item.ttftP95Ms)}</td>
                <td className={tables.number}>{f.ms(item.tpotP50Ms)}</td>
                <td className={tables.number}>{f.tokensPerS(item.bestOutputTokensPerS)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  )
}

function Result({ view: { analysis, sessions } }: { readonly view: SeriesData }) {
  const words = useWords()
  const [kind, ...sides] = seriesHeading(words, analysis)
  const isSimulated = sessions.some(({ simulated }) => simulated)
  return (
    <View title={kind ?? words.t('series:title')} {...(isSimulated ? { status: <StatusBadge status="simulated" label={words.t('common:simulated')} tip={words.t('domain:verdict.simulated')} /> } : {})} meta={sides.join(' · ')}>
      {analysis.stages.map((stage) => <StageResult key={stage.index} stage={stage} />)}
      <Section title={words.t('series:notes')}><ul className={styles.notes}>{seriesNotes(words, analysis).map((note) => <li key={note}>{note}</li>)}</ul></Section>
      <Sessions sessions={sessions} analysis={analysis} />
    </View>
  )
}

export function SeriesView({ seriesId }: { readonly seriesId: string }) {
  const { t } = useTranslation()
  const { loaded, reload } = useLoad(useCallback(() => bench.call['series:get']({ seriesId }), [seriesId]))
  useEffect(() => bench.on['sessions:changed'](reload), [reload])
  if (loaded.state === 'loading') return <View title={t('series:title')}><Card><Skeleton lines={8} /></Card></View>
  if (loaded.state === 'error') return <View title={t('series:title')}><CallError error={loaded.error} onRetry={reload} /></View>
  return <Result view={loaded.value} />
}
