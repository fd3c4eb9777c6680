/** Where a server's machine is read, in a few words. */
import type { TFunction } from 'i18next'
import type { ServerInfo } from '../../../../core/model/server.ts'

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : url)

export function telemetryText({ telemetry, isLoopback }: Pick<ServerInfo, 'telemetry' | 'isLoopback'>, t: TFunction): string {
  const address = telemetry?.address
  if (address === undefined) return t(isLoopback ? 'servers:telemetry.of.here' : 'servers:telemetry.of.none')
  if (address.kind === 'exporters') return t('servers:telemetry.of.exporters', { count: address.urls.length })
  return t(`servers:telemetry.of.${address.kind}`, { address: hostOf(address.url) })
}
