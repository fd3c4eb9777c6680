/** `dyno list`: the stored sessions, newest first. */
import Table from 'cli-table3'
import type { Command } from 'commander'
import { formatterFor } from '../../core/format/index.ts'
import type { SessionListItem } from '../../core/model/view.ts'
import { createTranslate, type Language } from '../../shared/i18n/index.ts'
import { openStore, valueOf } from '../host.ts'
import { commonOptions, type CommonOptions } from '../options.ts'
import { writeJson } from '../output.ts'
import { oneLine } from '../summary.ts'

function listText(items: readonly SessionListItem[], language: Language): string {
  const t = createTranslate(language)
  const format = formatterFor(language)
  if (items.length === 0) return t('cli:no-sessions')
  const columns = ['id', 'date', 'name', 'status', 'stages', 'requests', 'failures', 'ttft-p95', 'tpot-p50', 'throughput']
  const table = new Table({ head: columns.map((key) => t(`cli:column.${key}`)), style: { head: [], border: [] } })
  for (const item of items) {
    table.push([
      item.id,
      format.dateTime(item.createdAtMs),
      oneLine(item.name) + (item.simulated ? ` (${t('cli:simulated')})` : ''),
      t(`domain:status.${item.status}`),
      [...item.concurrency.map(format.count), ...item.ratesPerS.map((rate) => t('domain:load.perS', { rate: format.rate(rate) }))].join(', '),
      format.count(item.requests),
      format.count(item.failures),
      format.ms(item.ttftP95Ms),
      format.ms(item.tpotP50Ms),
      format.tokensPerS(item.bestOutputTokensPerS),
    ])
  }
  return table.toString()
}

export function addListCommand(program: Command): void {
  const command = program.command('list').description('list the stored sessions')
  for (const option of commonOptions()) command.addOption(option)
  command.action(async (options: CommonOptions) => {
    const store = await openStore(options.db, command.getOptionValueSource('db') === 'cli')
    try {
      const items = valueOf(await store.call('sessions:list', null), options.lang)
      if (options.json !== undefined) writeJson(options.json, items)
      if (options.json !== '-') console.log(listText(items, options.lang))
    } finally {
      await store.close()
    }
  })
}
