/** One self-contained HTML page of a session; see the parts beside it. */
import type { SessionView } from '../model/view.ts'
import type { StoredSession } from '../model/stored-session.ts'
import type { Language, Translate } from '../format/translate.ts'

export interface ReportOptions {
  readonly language: Language
  readonly theme: 'light' | 'dark'
  readonly t: Translate
  /** Wall clock at writing, ISO 8601. */
  readonly generatedAt: string
  /** Gives the CSP source of the style sheet, e.g. `sha256-…` in base64; without it the page allows its inline style only. */
  readonly styleHash?: ((css: string) => string) | undefined
}

/** The report as one page without scripts or remote assets. */
export function renderHtmlReport(view: SessionView, _stored: StoredSession, options: ReportOptions): string {
  return `<!doctype html><html lang="${options.language}"><title>${view.meta.id}</title></html>`
}
