/** Writes the documents that a command was asked for. */
import { readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { randomUUID } from 'node:crypto'
import type { SessionId } from '../core/model/ids.ts'
import type { Language } from '../shared/i18n/index.ts'
import { valueOf, type Store } from './host.ts'

export interface ExportOptions {
  readonly json?: string
  readonly html?: string
  readonly lang: Language
}

export async function exportSession(store: Store, sessionId: SessionId, { json, html, lang }: ExportOptions): Promise<void> {
  if (html !== undefined) valueOf(await store.call('export:html', { sessionId, path: resolve(html), language: lang, theme: 'light' }), lang)
  if (json === undefined) return
  const isStdout = json === '-'
  const path = isStdout ? join(tmpdir(), `llm-dyno-${randomUUID()}.json`) : resolve(json)
  valueOf(await store.call('export:json', { sessionId, path }), lang)
  if (!isStdout) return
  process.stdout.write(readFileSync(path))
  rmSync(path)
}
