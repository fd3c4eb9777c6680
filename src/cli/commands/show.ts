/** `dyno show ID`: one stored session, as a summary, as JSON, as a report. */
import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { SessionId } from '../../core/model/ids.ts'
import { createTranslate } from '../../shared/i18n/index.ts'
import { CliError } from '../exit-codes.ts'
import { openStore, valueOf } from '../host.ts'
import { commonOptions, wholeNumber, type CommonOptions } from '../options.ts'
import { exportSession } from '../export.ts'
import { assertWritable } from '../output.ts'
import { showRequest } from '../request.ts'
import { summaryText } from '../summary.ts'

export function addShowCommand(program: Command): void {
  const command = program.command('show').description('show a stored session').argument('<id>', 'id from `dyno list`, or "last"')
  for (const option of commonOptions()) command.addOption(option)
  command.option('--html <file>', 'write the HTML report to this file')
  command.option('--request <number>', 'show one request with what the machine did in its prefill and decode; --json then writes that request', wholeNumber(0, 10_000_000))
  command.action(async (id: string, options: CommonOptions & { readonly html?: string; readonly request?: number }) => {
    if (options.html !== undefined) assertWritable(options.html)
    if (options.json !== undefined) assertWritable(options.json)
    const store = await openStore(options.db, command.getOptionValueSource('db') === 'cli')
    try {
      const sessionId = id === 'last' ? valueOf(await store.call('sessions:list', null), options.lang)[0]?.id : (id as SessionId)
      if (sessionId === undefined) throw new CliError(createTranslate(options.lang)('cli:no-sessions'))
      const view = valueOf(await store.call('sessions:get', { sessionId }), options.lang)
      if (options.request !== undefined) return await showRequest(store, view, options.request, options)
      await exportSession(store, view.meta.id, { ...options, ...(options.html === undefined ? {} : { html: resolve(options.html) }) })
      if (options.json !== '-') process.stdout.write(summaryText(view, options.lang))
    } finally {
      await store.close()
    }
  })
}
