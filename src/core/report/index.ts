/** Documents made of a session: HTML report, JSON export, text summary. */
export { renderHtmlReport, type ReportOptions } from './html/page.ts'
export { diagnosisLines } from './diagnosis-lines.ts'
export { explanationLines } from './explanation-lines.ts'
export { exportDiagnosis, sessionExport, sessionExportChunks, sessionFormat, sessionFormatVersion, type SessionExport } from './session-export.ts'
export { layerSentences, textSummary, type TextSummary, type TextTable } from './text.ts'
export { comparisonExport } from './comparison-export.ts'
export { renderComparison, type ComparisonReportOptions } from './html/comparison.ts'
