/** Writes reports and exports to files. Their writers and the catalogues are loaded when first needed: most processes never do. */
import { createHash } from 'node:crypto'
import type { Comparison } from '../../core/model/comparison.ts'
import type { Language } from '../../shared/i18n/index.ts'
import { atomicWrite } from '../../node/files/atomic-write.ts'
import { CallError } from './call-error.ts'
import type { DiagnosisLimits } from '../../core/diagnosis/limits.ts'
import { diagnosisOf, sessionView, type OpenedSession } from './history.ts'

const pieceChars = 262_144

/** Joins small pieces into writes worth their cost. */
function* inPieces(chunks: Iterable<string>): Generator<string> {
  let piece = ''
  for (const chunk of chunks) {
    piece += chunk
    if (piece.length < pieceChars) continue
    yield piece
    piece = ''
  }
  yield piece
}

/** The error names the reason, not the path: windows never see one. */
async function write(path: string, content: string | Iterable<string>): Promise<null> {
  try {
    await atomicWrite(path, content)
    return null
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    throw new CallError({ code: 'file/denied', detail: code })
  }
}

function styleHash(css: string): string {
  return `sha256-${createHash('sha256').update(css).digest('base64')}`
}

export interface HtmlOptions {
  readonly language: Language
  readonly theme: 'light' | 'dark'
  readonly limits: DiagnosisLimits
}

export async function writeHtml(opened: OpenedSession, path: string, { language, theme, limits }: HtmlOptions): Promise<null> {
  const [{ renderHtmlReport }, { createTranslate }] = await Promise.all([import('../../core/report/index.ts'), import('../../shared/i18n/index.ts')])
  const html = renderHtmlReport({ ...sessionView(opened), diagnosis: diagnosisOf(opened, null, limits) }, opened.stored, {
    language,
    theme,
    t: createTranslate(language),
    generatedAt: new Date().toISOString(),
    styleHash,
  })
  return write(path, html)
}

export interface ComparisonFile {
  readonly path: string
  readonly kind: 'html' | 'json'
  /** Position of the session that the others are held against. */
  readonly base: number
  readonly language: Language
  readonly theme: 'light' | 'dark'
}

export async function writeComparison(comparison: Comparison, { path, kind, base, language, theme }: ComparisonFile): Promise<null> {
  const [{ comparisonExport, renderComparison }, { createTranslate }] = await Promise.all([import('../../core/report/index.ts'), import('../../shared/i18n/index.ts')])
  if (kind === 'json') return write(path, `${JSON.stringify(comparisonExport(comparison), null, 2)}\n`)
  const appVersion = comparison.sessions.findLast(({ meta }) => meta.host !== null)?.meta.host?.appVersion ?? ''
  return write(path, renderComparison(comparison, { language, theme, t: createTranslate(language), generatedAt: new Date().toISOString(), styleHash, base, appVersion }))
}

export async function writeJson({ stored, analysis }: OpenedSession, path: string, limits: DiagnosisLimits): Promise<null> {
  const { sessionExportChunks } = await import('../../core/report/index.ts')
  return write(path, inPieces(sessionExportChunks(stored, analysis, diagnosisOf({ stored, analysis }, null, limits))))
}
