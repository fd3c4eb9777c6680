/** `dyno compare A B …`: two or more sessions side by side, stored ones or exported files. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import packageJson from '../../../package.json' with { type: 'json' }
import type { Command } from 'commander'
import { compareDigests, digestOf, uniformOf, type SessionDigest } from '../../core/compare/compare.ts'
import { analyseSession } from '../../core/analysis/index.ts'
import { maxCompared, type Comparison } from '../../core/model/comparison.ts'
import type { SessionId } from '../../core/model/ids.ts'
import { comparisonExport, renderComparison } from '../../core/report/index.ts'
import { createTranslate } from '../../shared/i18n/index.ts'
import { parseSessionExport } from '../../shared/schema/export/stored.ts'
import { ArgumentError, issuesIn } from '../argument-error.ts'
import { comparisonText } from '../comparison-text.ts'
import { CliError } from '../exit-codes.ts'
import { openStore, valueOf, type Store } from '../host.ts'
import { commonOptions, type CommonOptions } from '../options.ts'
import { assertWritable, writeJson, writeResult } from '../output.ts'

const isFile = (name: string): boolean => name.endsWith('.json') && existsSync(name)

/** An exported session, of this machine or another. */
function digestOfFile(file: string, place: number): SessionDigest {
  const read = parseSessionExport(readFileSync(file, 'utf8'))
  if (!('session' in read)) throw new ArgumentError('notASession', { file, issues: issuesIn(read.issues) })
  return digestOf(read.session, analyseSession(read.session), uniformOf(place + 1))
}

async function idOf(store: Store, name: string, { lang }: CommonOptions): Promise<SessionId> {
  if (name !== 'last') return name as SessionId
  const newest = valueOf(await store.call('sessions:list', null), lang)[0]
  if (newest === undefined) throw new CliError(createTranslate(lang)('cli:no-sessions'))
  return newest.id
}

async function digestsOf(names: readonly string[], options: CommonOptions, isAskedFor: boolean): Promise<readonly SessionDigest[]> {
  if (names.every(isFile)) return names.map(digestOfFile)
  const store = await openStore(options.db, isAskedFor)
  try {
    const digests: SessionDigest[] = []
    for (const [place, name] of names.entries()) {
      digests.push(isFile(name) ? digestOfFile(name, place) : valueOf(await store.call('sessions:digest', { sessionId: await idOf(store, name, options), place }), options.lang))
    }
    return digests
  } finally {
    await store.close()
  }
}

function reportOf(comparison: Comparison, { lang }: CommonOptions): string {
  const styleHash = (css: string): string => `sha256-${createHash('sha256').update(css).digest('base64')}`
  return renderComparison(comparison, { language: lang, theme: 'light', t: createTranslate(lang), generatedAt: new Date().toISOString(), styleHash, base: 0, appVersion: packageJson.version })
}

export function addCompareCommand(program: Command): void {
  const command = program.command('compare').description('compare sessions: what differs, and how far their figures are apart')
    .argument('<session...>', `2 to ${maxCompared} ids from \`dyno list\`, "last", or exported JSON files; the first is the baseline`, (name: string, before: readonly string[] | undefined): readonly string[] => {
      const all = [...(before ?? []), name]
      if (all.length > maxCompared) throw new ArgumentError('tooManySessions', { max: maxCompared })
      return all
    })
  for (const option of commonOptions()) command.addOption(option)
  command.option('--html <file>', 'write the HTML report to this file')
  command.action(async (names: readonly string[], options: CommonOptions & { readonly html?: string }) => {
    if (names.length < 2) throw new ArgumentError('twoSessions')
    for (const file of [options.json, options.html]) if (file !== undefined) assertWritable(file)
    const comparison = compareDigests(await digestsOf(names, options, command.getOptionValueSource('db') === 'cli'))
    if (options.json !== undefined) writeJson(options.json, comparisonExport(comparison))
    if (options.html !== undefined) writeResult(options.html, reportOf(comparison, options))
    if (options.json !== '-' && options.html !== '-') process.stdout.write(comparisonText(comparison, options.lang))
  })
}
