/** `dyno show ID`: one stored session, as a summary, as JSON, as a report. */
import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { SessionId } from '../../core/model/ids.ts'
import { openStore, valueOf } from '../host.ts'
import { commonOptions, type CommonOptions } from '../options.ts'
import { exportSession } from '../export.ts'
import { summaryText } from '../summary.ts'

export function addShowCommand(program: Command): void {
  const command = program.command('show').description('show a stored session').argument('<id>', 'id from `dyno list`, or "last"')
  for (const option of commonOptions()) command.addOption(option)
  command.option('--html <file>', 'write the HTML report to this file')
  command.action(async (id: string, options: CommonOptions & { readonly html?: string }) => {
    const store = await openStore(options.db)
    try {
      const sessionId = id === 'last' ? valueOf(await store.call('sessions:list', null), options.lang)[0]?.id : (id as SessionId)
      const view = valueOf(await store.call('sessions:get', { sessionId: sessionId ?? (id as SessionId) }), options.lang)
      await exportSession(store, view.meta.id, { ...options, ...(options.html === undefined ? {} : { html: resolve(options.html) }) })
      if (options.json !== '-') process.stdout.write(summaryText(view, options.lang))
    } finally {
      await store.close()
    }
  })
}
