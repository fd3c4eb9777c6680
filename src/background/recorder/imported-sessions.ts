/** Exported sessions that were opened to be compared: kept in memory, never in the database. */
import { randomUUID } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { analyseSession } from '../../core/analysis/index.ts'
import { importedPrefix, maxCompared } from '../../core/model/comparison.ts'
import type { SessionId } from '../../core/model/ids.ts'
import { createTranslate, type Language } from '../../shared/i18n/index.ts'
import { parseSessionExport } from '../../shared/schema/export/stored.ts'
import { issueTexts } from '../../shared/schema/issues.ts'
import { CallError } from './call-error.ts'
import type { OpenedSession } from './history.ts'

/** A JavaScript string can't be longer. */
const maxBytes = 512 * 1024 * 1024
const maxDetail = 300

export interface ImportedSession {
  readonly sessionId: SessionId
  readonly name: string
}

function invalid(detail: string): never {
  throw new CallError({ code: 'session/invalid', detail: detail.slice(0, maxDetail) })
}

export class ImportedSessions {
  /** The oldest first; as many as can be compared at once. */
  readonly #kept = new Map<string, OpenedSession>()

  get(id: SessionId): OpenedSession | null {
    return this.#kept.get(id) ?? null
  }

  /** Throws `session/invalid` and `file/denied`. */
  async addFile(path: string, language: Language): Promise<ImportedSession> {
    let text: string
    try {
      const { size } = await stat(path)
      if (size > maxBytes) return invalid(`${size} B`)
      text = await readFile(path, 'utf8')
    } catch (error) {
      if (error instanceof CallError) throw error
      throw new CallError({ code: 'file/unreadable', detail: error instanceof Error ? error.message : String(error) })
    }
    return this.add(text, language)
  }

  add(text: string, language: Language): ImportedSession {
    const read = parseSessionExport(text)
    if (!('session' in read)) return invalid(issueTexts(read.issues, createTranslate(language)).join('; '))
    const id = `${importedPrefix}${randomUUID().slice(0, 8)}` as SessionId
    const stored = { ...read.session, meta: { ...read.session.meta, id } }
    this.#kept.set(id, { stored, analysis: analyseSession(stored) })
    for (const oldest of this.#kept.keys()) if (this.#kept.size > maxCompared) this.#kept.delete(oldest)
    return { sessionId: id, name: stored.meta.name }
  }
}
