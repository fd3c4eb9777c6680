/** The sources of signals: which run, which don't and why, and for each a switch and how often it is read. */
import { useTranslation } from 'react-i18next'
import { samplePeriodsMs, sourcePeriods, switchableSources, type SamplePeriodMs, type SwitchableSource } from '../../../../core/model/telemetry.ts'
import type { SensorStatus } from '../../../../core/model/view.ts'
import { Card, cx, Select, Skeleton, Switch } from '../../components/index.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import { useReportError } from '../../hooks/use-report-error.ts'
import { updateSettings, useSettings } from '../../stores/settings-store.ts'
import { LinkRow } from './link-row.tsx'
import { useStatusText } from './use-status-text.ts'
import styles from './machine.module.css'

function PeriodSelect({ id }: { readonly id: SwitchableSource }) {
  const { t } = useTranslation()
  const format = useFormatter()
  const reportError = useReportError()
  const { settings: { sourcePeriodsMs } } = useSettings()
  const { usualMs, leastMs } = sourcePeriods[id]
  const change = (value: `${SamplePeriodMs}`): void => {
    const chosen = samplePeriodsMs.find((each) => `${each}` === value)
    const { [id]: _, ...others } = sourcePeriodsMs
    void updateSettings({ sourcePeriodsMs: chosen === undefined || chosen === usualMs ? others : { ...others, [id]: chosen } }).then(reportError)
  }
  const options = samplePeriodsMs.filter((each) => each >= leastMs).map((each) => {
    const period = format.limit(each)
    return { value: `${each}` as const, label: each === usualMs ? t('machine:usualPeriod', { period }) : period }
  })
  return <Select className={styles.period} aria-label={t('machine:periodOf', { source: t(`machine:source.${id}`) })} value={`${sourcePeriodsMs[id] ?? usualMs}`} options={options} onChange={change} />
}

/** Administrator rights are never taken, only given. */
function PowerSwitch() {
  const { t } = useTranslation()
  const { settings: { applePower } } = useSettings()
  const reportError = useReportError()
  return <div className={styles.sub}><Switch label={t('machine:source.power')} hint={t('machine:source.powerHint')} checked={applePower} onChange={(on) => void updateSettings({ applePower: on }).then(reportError)} /></div>
}

function SourceRow({ id, status }: { readonly id: SwitchableSource; readonly status: SensorStatus }) {
  const { t } = useTranslation()
  const words = useStatusText()
  const { settings: { sourcesOff } } = useSettings()
  const reportError = useReportError()
  const change = (on: boolean): void => {
    const others = sourcesOff.filter((each) => each !== id)
    void updateSettings({ sourcesOff: on ? others : [...others, id] }).then(reportError)
  }
  const isOff = sourcesOff.includes(id)
  const lacks = isOff ? [] : words.lacks(status)
  return (
    <li className={styles.source}>
      <span className={cx(styles.dot, status.running && !isOff && styles.on)} aria-hidden />
      <div className={styles.sourceWords}>
        <Switch label={t(`machine:source.${id}`)} checked={!isOff} onChange={change} hint={isOff ? t('machine:source.off') : words.state(status)} />
        {lacks.length > 0 && <ul className={styles.lacks}>{lacks.map((line) => <li key={line}>{line}</li>)}</ul>}
        {id === 'apple' && !isOff && <PowerSwitch />}
      </div>
      <PeriodSelect id={id} />
    </li>
  )
}

/** The tool's own cost is always measured: without it, nobody could trust the rest. Sources that this system can't have are left out. */
export function SourcesCard({ sensors }: { readonly sensors: readonly SensorStatus[] | null }) {
  const { t } = useTranslation()
  const rows = switchableSources.flatMap((id) => {
    const status = sensors?.find((sensor) => sensor.id === id)
    return status === undefined ? [] : [<SourceRow key={id} id={id} status={status} />]
  })
  const links = sensors?.flatMap(({ id, running, link }) => (link === undefined ? [] : [<LinkRow key={id} isRunning={running} link={link} />]))
  return (
    <Card title={t('machine:sources')} note={t('machine:sourcesNote')}>
      {sensors === null ? <Skeleton lines={4} /> : <ul className={styles.sources}>{rows}{links}</ul>}
    </Card>
  )
}
