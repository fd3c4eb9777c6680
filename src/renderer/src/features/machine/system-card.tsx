/** What the machine is: processor, memory, graphics cards, system. */
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { Formatter } from '../../../../core/format/index.ts'
import type { HostInfo, MemoryModule } from '../../../../core/model/session.ts'
import { Card } from '../../components/index.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import styles from './machine.module.css'

/** `2 × 16 GiB DDR5 5600 MHz`, equal ones together. */
function modulesText(modules: readonly MemoryModule[], t: TFunction, format: Formatter): string | null {
  const counts = new Map<string, number>()
  for (const { sizeBytes, type, clockMhz } of modules) {
    const words = [format.bytes(sizeBytes), ...(type === null ? [] : [type]), ...(clockMhz === null ? [] : [format.signal(clockMhz, 'MHz')])].join(' ')
    counts.set(words, (counts.get(words) ?? 0) + 1)
  }
  return counts.size === 0 ? null : [...counts].map(([size, count]) => t('machine:module', { count, size })).join('\n')
}

export function SystemCard({ host }: { readonly host: HostInfo | null }) {
  const { t } = useTranslation()
  const format = useFormatter()
  if (host === null) return <Card title={t('machine:system')}><p className="muted">{t('frame:machine.unknown')}</p></Card>
  const unknown = t('machine:unknown')
  const gpus = host.gpus.map(({ name, memoryBytes, driver }) => [name, ...(memoryBytes === null ? [] : [format.bytes(memoryBytes)]), ...(driver === null ? [] : [driver])].join(' · '))
  const modules = modulesText(host.memoryModules ?? [], t, format)
  const rows: readonly (readonly [label: string, value: string])[] = [
    [t('machine:cpu'), host.cpuModel ?? unknown],
    [t('machine:cores'), host.cpuCores === null ? unknown : format.count(host.cpuCores)],
    [t('machine:memory'), host.memoryBytes === null ? unknown : format.bytes(host.memoryBytes)],
    ...(modules === null ? [] : [[t('machine:modules'), modules] as const]),
    [t('machine:gpu'), gpus.length === 0 ? t('machine:noGpu') : gpus.join('\n')],
    ...(host.board == null ? [] : [[t('machine:board'), host.board] as const]),
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
