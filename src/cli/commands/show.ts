/** `dyno show ID`: one stored session, as a summary, as JSON, as a report. */
import { resolve } from 'node:path'
import { Option, type Command } from 'commander'
import type { SessionId } from '../../core/model/ids.ts'
import { createTranslate } from '../../shared/i18n/index.ts'
import { isSeriesId } from '../../background/recorder/session-id.ts'
import { ArgumentError } from '../argument-error.ts'
import { CliError } from '../exit-codes.ts'
import { openStore, valueOf, type Store } from '../host.ts'
import { commonOptions, requestIndex, type CommonOptions } from '../options.ts'
import { exportSession } from '../export.ts'
import { assertWritable, writeJson } from '../output.ts'
import { seriesText } from '../series-text.ts'
import { showRequest } from '../request.ts'
import { requestChoices, showRequests, type RequestChoice } from '../requests.ts'
import { summaryText } from '../summary.ts'

async function showSeries(store: Store, seriesId: string, options: CommonOptions & { readonly html?: string }): Promise<void> {
  if (options.html !== undefined) throw new ArgumentError('htmlOfSeries')
  const series = valueOf(await store.call('series:get', { seriesId }), options.lang)
  if (options.json !== undefined) writeJson(options.json, series)
  if (options.json !== '-') process.stdout.write(seriesText(series, options.lang))
}

export function addShowCommand(program: Command): void {
  const command = program.command('show').description('show a stored session').argument('<id>', 'id from `dyno list` or of a series, or "last"')
  for (const option of commonOptions()) command.addOption(option)
  command.option('--html <file>', 'write the HTML report to this file')
  command.option('--request <number>', 'show one request with what the machine did in its prefill and decode, P0 for the first of the probe user; --json then writes that request', requestIndex)
  command.addOption(new Option('--requests <which>', 'list the requests: all, those of the load, of the probe user, or that failed; --json then writes the list').choices(requestChoices))
  command.action(async (id: string, options: CommonOptions & { readonly html?: string; readonly request?: number; readonly requests?: RequestChoice }) => {
    if (options.html !== undefined) assertWritable(options.html)
    if (options.json !== undefined) assertWritable(options.json)
    const store = await openStore(options.db, command.getOptionValueSource('db') === 'cli')
    try {
      if (isSeriesId(id)) return await showSeries(store, id, options)
      const sessionId = id === 'last' ? valueOf(await store.call('sessions:list', null), options.lang)[0]?.id : (id as SessionId)
      if (sessionId === undefined) throw new CliError(createTranslate(options.lang)('cli:no-sessions'))
      const view = valueOf(await store.call('sessions:get', { sessionId }), options.lang)
      if (options.request !== undefined) return await showRequest(store, view, options.request, options)
      if (options.requests !== undefined) return showRequests(view, options.requests, options)
      await exportSession(store, view.meta.id, { ...options, ...(options.html === undefined ? {} : { html: resolve(options.html) }) })
      if (options.json !== '-') process.stdout.write(summaryText(view, options.lang))
    } finally {
      await store.close()
    }
  })
}
