/** Writes reports and exports to files. Their writers and the catalogues are loaded when first needed: most processes never do. */
import { createHash } from 'node:crypto'
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
    styleHash: (css) => `sha256-${createHash('sha256').update(css).digest('base64')}`,
  })
  return write(path, html)
}

export async function writeJson({ stored, analysis }: OpenedSession, path: string, limits: DiagnosisLimits): Promise<null> {
  const { sessionExportChunks } = await import('../../core/report/index.ts')
  return write(path, inPieces(sessionExportChunks(stored, analysis, diagnosisOf({ stored, analysis }, null, limits))))
}
