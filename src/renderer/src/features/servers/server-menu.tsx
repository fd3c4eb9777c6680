/** What else can be done with a server. */
import { Activity, Copy, Ellipsis, KeyRound, RefreshCw, Square, Trash2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { ServerInfo } from '../../../../core/model/server.ts'
import { bench } from '../../api.ts'
import { IconButton, Menu, type MenuItem } from '../../components/index.ts'
import { useReportError } from '../../hooks/use-report-error.ts'
import { stopSimulator, useServers } from '../../stores/servers-store.ts'

export type ServerMenuProps = { readonly server: ServerInfo; readonly onKey: () => void; readonly onTelemetry: () => void; readonly onRemove: () => void }

export const ServerMenu = ({ server, onKey, onTelemetry, onRemove }: ServerMenuProps) => {
  const { t } = useTranslation()
  const reportError = useReportError()
  const isOwnSimulator = useServers().simulatorId === server.id
  const { id: serverId } = server
  const call = (promise: Promise<Awaited<ReturnType<(typeof bench.call)['servers:probe']>>>): void => {
    void promise.then((answer) => reportError(answer.ok ? null : answer.error))
  }
  const items: readonly MenuItem[] = [
    { kind: 'action', id: 'ask', label: t('servers:askAgain'), icon: RefreshCw, onSelect: () => call(bench.call['servers:probe']({ serverId })) },
    { kind: 'action', id: 'copy', label: t('servers:copyUrl'), icon: Copy, onSelect: () => void navigator.clipboard.writeText(server.url).catch(() => undefined) },
    { kind: 'action', id: 'telemetry', label: t('servers:telemetry.menu'), icon: Activity, onSelect: onTelemetry },
    { kind: 'separator', id: 'keys' },
    { kind: 'action', id: 'key', label: t(server.hasKey ? 'servers:key.replace' : 'servers:key.enter'), icon: KeyRound, onSelect: onKey },
    ...(server.hasKey
      ? [{ kind: 'action', id: 'clear', label: t('servers:key.clear'), onSelect: () => call(bench.call['secrets:clear']({ serverId })) } satisfies MenuItem]
      : []),
    ...(isOwnSimulator || server.origin === 'added' ? [{ kind: 'separator', id: 'end' } satisfies MenuItem] : []),
    ...(isOwnSimulator
      ? [{ kind: 'action', id: 'stop', label: t('servers:simulator.stop'), icon: Square, onSelect: () => void stopSimulator().then(reportError) } satisfies MenuItem]
      : []),
    ...(server.origin === 'added'
      ? [{ kind: 'action', id: 'remove', label: t('servers:remove.menu'), icon: Trash2, danger: true, onSelect: onRemove } satisfies MenuItem]
      : []),
  ]
  return <Menu align="end" items={items} trigger={<IconButton icon={Ellipsis} label={t('servers:menu', { name: server.name })} />} />
}
