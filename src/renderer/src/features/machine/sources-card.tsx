/** The sources of signals: which run, which don't and why, and a switch for each. */
import { useTranslation } from 'react-i18next'
import type { SensorStatus } from '../../../../core/model/view.ts'
import { Card, cx, Skeleton, Switch } from '../../components/index.ts'
import { useReportError } from '../../hooks/use-report-error.ts'
import { updateSettings, useSettings } from '../../stores/settings-store.ts'
import { useStatusText } from './use-status-text.ts'
import styles from './machine.module.css'

/** The tool's own cost is always measured: without it, nobody could trust the rest. */
const switchable = ['host', 'nvidia', 'server', 'metrics'] as const
type Switchable = (typeof switchable)[number]

function SourceRow({ id, status }: { readonly id: Switchable; readonly status: SensorStatus | null }) {
  const { t } = useTranslation()
  const statusText = useStatusText()
  const { settings: { sourcesOff } } = useSettings()
  const reportError = useReportError()
  const change = (on: boolean): void => {
    const others = sourcesOff.filter((each) => each !== id)
    void updateSettings({ sourcesOff: on ? others : [...others, id] }).then(reportError)
  }
  const isOff = sourcesOff.includes(id)
  const text = isOff ? t('machine:source.off') : status === null ? t('machine:source.waiting') : statusText(status)
  return (
    <li className={styles.source}>
      <span className={cx(styles.dot, status?.running === true && !isOff && styles.on)} aria-hidden />
      <Switch label={t(`machine:source.${id}`)} checked={!isOff} onChange={change} hint={text} />
    </li>
  )
}

export function SourcesCard({ sensors }: { readonly sensors: readonly SensorStatus[] | null }) {
  const { t } = useTranslation()
  return (
    <Card title={t('machine:sources')} note={t('machine:sourcesNote')}>
      {sensors === null ? <Skeleton lines={4} /> : <ul className={styles.sources}>{switchable.map((id) => <SourceRow key={id} id={id} status={sensors.find((sensor) => sensor.id === id) ?? null} />)}</ul>}
    </Card>
  )
}
