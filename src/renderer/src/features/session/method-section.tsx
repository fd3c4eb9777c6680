/** How the figures came about: clock, windows, counting, and the client's proof that it wasn't the bottleneck. */
import { useTranslation } from 'react-i18next'
import { invalidReasonKey, modelStateLines, serverNoteLines, type Translate } from '../../../../core/format/index.ts'
import type { SessionAnalysis } from '../../../../core/model/analysis.ts'
import type { SessionMeta } from '../../../../core/model/session.ts'
import { calibrationSentence } from '../../../../core/report/calibration-text.ts'
import { clientCpuText, costText, stampedByText } from '../../../../core/report/client-text.ts'
import { Card } from '../../components/index.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import styles from './session.module.css'

export function MethodSection({ meta, analysis }: { readonly meta: SessionMeta; readonly analysis: SessionAnalysis }) {
  const { t } = useTranslation()
  const formatter = useFormatter()
  const { client, clientCost, overall, serverNotes } = analysis
  const words: Translate = (key, params) => t(key, { ...params })
  const sources = overall.tokenSources.map((source) => t(`domain:tokenSource.${source}`)).join(', ')
  const notes = [...modelStateLines(analysis, meta.plan.coldStart === true, formatter, words), ...serverNoteLines(serverNotes, formatter, words)]
  const facts = [
    [t('session:method.lag'), t('session:method.lagValue', { p50: formatter.ms(client.scheduleLagMs.p50), p99: formatter.ms(client.scheduleLagMs.p99), max: formatter.ms(client.scheduleLagMs.max), n: formatter.count(client.scheduleLagMs.n) })],
    [t('session:method.loop'), t('session:method.loopValue', { p99: formatter.ms(client.eventLoopDelayMs.p99), max: formatter.ms(client.eventLoopDelayMs.max) })],
    [t('session:method.cpu'), clientCpuText(client, formatter, words)],
    [t('session:method.connections'), t('session:method.connectionsValue', { opened: formatter.count(client.connections.opened), reused: formatter.count(client.connections.reused) })],
    [t('session:method.backlog'), formatter.bytes(client.parseBacklogBytes)],
    [t('report:client.stamps'), stampedByText(client, words)],
    [t('session:method.cost'), costText(clientCost, formatter, words)],
    [t('session:method.calibration'), calibrationSentence(meta, analysis, formatter, words)],
    [t('session:method.verdict'), client.valid ? t('session:client.validTip') : client.reasons.map((reason) => t(invalidReasonKey(reason))).join(t('session:client.join'))],
  ] as const
  return (
    <Card title={t('session:method.title')}>
      <div className={styles.method}>
        <ul className={styles.methodList}>
          {(['clock', 'window', 'percentiles', 'throughput'] as const).map((key) => <li key={key}>{t(`session:method.${key}`)}</li>)}
          <li>{sources === '' ? t('session:method.noTokens') : t('session:method.tokens', { sources })}</li>
          {notes.map((line) => <li key={line}>{line}</li>)}
        </ul>
        <dl className={styles.facts}>{facts.map(([label, value]) => <div key={label}><dt>{label}</dt><dd>{value}</dd></div>)}</dl>
      </div>
    </Card>
  )
}
