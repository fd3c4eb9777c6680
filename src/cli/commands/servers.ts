/** `dyno servers`: the model servers found on this machine's loopback address. */
import type { Command } from 'commander'
import Table from 'cli-table3'
import { engineKey } from '../../core/format/index.ts'
import { discoverServers, type Found } from '../../node/servers/discover.ts'
import { createTranslate, type Translate } from '../../shared/i18n/index.ts'
import { commonOptions, wholeNumber, type CommonOptions } from '../options.ts'
import { writeJson } from '../output.ts'
import { oneLine } from '../summary.ts'

const TIMEOUT_MS = 1_500

function row(found: Found, t: Translate): string[] {
  if (!found.result.ok) return [found.url, '–', oneLine(t(`errors:probe.${found.result.error.code}.title`, { host: new URL(found.url).host, detail: found.result.error.detail })), '–']
  const { engine, engineVersion, models, simulated } = found.result.value
  const name = `${t(engineKey(engine))}${engineVersion === null ? '' : ` ${engineVersion}`}`
  return [found.url, oneLine(name), simulated ? t('cli:simulated') : t('cli:reachable'), models.map(oneLine).join('\n') || '–']
}

function toJson({ url, result }: Found): unknown {
  return result.ok ? { url, reachable: true, ...result.value } : { url, reachable: false, error: result.error }
}

export function addServersCommand(program: Command): void {
  const command = program.command('servers').description('find model servers on this machine').option('--port <port>', 'probe this port too', wholeNumber(1, 65535))
  for (const option of commonOptions()) command.addOption(option)
  command.action(async (options: CommonOptions & { readonly port?: number }) => {
    const t = createTranslate(options.lang)
    const extra = options.port === undefined ? {} : { ports: [options.port] }
    const found = [
      ...(await discoverServers({ timeoutMs: TIMEOUT_MS })),
      ...(options.port === undefined ? [] : await discoverServers({ timeoutMs: TIMEOUT_MS, ...extra })),
    ].filter((server, i, all) => all.findIndex(({ url }) => url === server.url) === i)
    if (options.json !== undefined) writeJson(options.json, found.map(toJson))
    if (options.json === '-') return
    if (found.length === 0) {
      console.log(t('cli:no-servers'))
      return
    }
    const table = new Table({ head: ['url', 'engine', 'state', 'models'].map((key) => t(`cli:column.${key}`)), style: { head: [], border: [] } })
    table.push(...found.map((server) => row(server, t)))
    console.log(table.toString())
  })
}
