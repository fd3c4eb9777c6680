/** What the machine is: processor, memory, graphics cards, system. */
import { useTranslation } from 'react-i18next'
import type { HostInfo } from '../../../../core/model/session.ts'
import { Card } from '../../components/index.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import styles from './machine.module.css'

export function SystemCard({ host }: { readonly host: HostInfo | null }) {
  const { t } = useTranslation()
  const format = useFormatter()
  if (host === null) return <Card title={t('machine:system')}><p className="muted">{t('frame:machine.unknown')}</p></Card>
  const unknown = t('machine:unknown')
  const gpus = host.gpus.map(({ name, memoryBytes, driver }) => [name, ...(memoryBytes === null ? [] : [format.bytes(memoryBytes)]), ...(driver === null ? [] : [driver])].join(' · '))
  const rows: readonly (readonly [label: string, value: string])[] = [
    [t('machine:cpu'), host.cpuModel ?? unknown],
    [t('machine:cores'), host.cpuCores === null ? unknown : format.count(host.cpuCores)],
    [t('machine:memory'), host.memoryBytes === null ? unknown : format.bytes(host.memoryBytes)],
    [t('machine:gpu'), gpus.length === 0 ? t('machine:noGpu') : gpus.join('\n')],
    [t('machine:os'), host.os ?? unknown],
    [t('machine:hostname'), host.hostname ?? unknown],
  ]
  return (
    <Card title={t('machine:system')}>
      <dl className={styles.facts}>
        {rows.map(([label, value]) => <div key={label}><dt>{label}</dt><dd data-selectable>{value}</dd></div>)}
      </dl>
    </Card>
  )
}
