import { describe, expect, it } from 'vitest'
import { analyseSession } from '../../../../src/core/analysis/index.ts'
import { formatterFor } from '../../../../src/core/format/index.ts'
import type { Calibration } from '../../../../src/core/model/calibration.ts'
import { calibrationRows, calibrationSentence } from '../../../../src/core/report/calibration-text.ts'
import { renderHtmlReport, sessionExport } from '../../../../src/core/report/index.ts'
import { createTranslate, languages } from '../../../../src/shared/i18n/index.ts'
import { sessionExportSchema } from '../../../../src/shared/schema/export/v1.ts'
import { fakeStoredSession } from '../../../support/stored-session.ts'
import { viewOf } from '../../../support/session-view.ts'

const calibration: Calibration = {
  createdAtMs: Date.UTC(2026, 4, 12, 12), hostname: 'workbench', cpuModel: null, appVersion: '0.1.0', runtime: 'Node 24.21.0', load: { streams: 64, tokensPerS: 50, durationMs: 10_000 },
  ttftErrorMs: { n: 40, p50: 0.1, p99: 0.41, max: 0.9 }, gapErrorMs: { n: 9000, p50: 0.05, p99: 0.3, max: 2 }, stampErrorMs: { n: 9100, p50: 0.04, p99: 0.2, max: 2 },
  loopDelayP99Ms: 0.9, cpuSPer100kTokens: 1.7,
}
const t = createTranslate('en')
const f = formatterFor('en')
const session = fakeStoredSession({ users: [1, 4] })
const stored = { ...session, meta: { ...session.meta, calibration } }
const analysis = analyseSession(stored)
const bestOf = (bestOutputTokensPerS: number | null) => ({ ...analysis, capacity: { ...analysis.capacity, bestOutputTokensPerS } })

describe('a calibration in words', () => {
  it('leaves out a p99 that n does not carry', () => {
    const rows = calibrationRows(calibration, f, t)
    expect(rows.find(({ name }) => name === 'ttft')?.value).toMatch(/^0\.100 ms \/ – \/ 0\.900 ms · n.=.40$/)
    expect(rows.find(({ name }) => name === 'gap')?.value).toMatch(/^0\.050 ms \/ 0\.300 ms \/ 2\.00 ms · n.=.9,000$/)
    expect(rows.find(({ name }) => name === 'load')?.value).toBe('64 streams of 50 tok/s each')
  })

  it('says when there is none, and when the session went beyond its load', () => {
    expect(calibrationSentence({ calibration: null }, analysis, f, t)).toBe('not calibrated for this many users on this machine')
    expect(calibrationSentence({ calibration }, bestOf(3200), f, t)).not.toContain('beyond')
    expect(calibrationSentence({ calibration }, bestOf(3201), f, t)).toContain('at 3,200 tok/s the session went beyond that load')
    expect(calibrationSentence({ calibration }, bestOf(null), f, t)).toContain('off by 0.900 ms in TTFT and 0.300 ms in gaps')
  })

  it('says when the session was stamped by another than the calibration', () => {
    const stampedBy = (ofSession: 'kernel' | 'client' | null, own?: 'kernel') =>
      calibrationSentence({ calibration: { ...calibration, stampedBy: own } }, { ...analysis, client: { ...analysis.client, stampedBy: ofSession } }, f, t)
    expect(stampedBy('kernel')).toContain('does not speak for the session’s stamps: those were taken by the kernel')
    expect(stampedBy('client', 'kernel')).toContain('those were taken by this client')
    for (const same of [stampedBy('kernel', 'kernel'), stampedBy('client'), stampedBy(null)]) expect(same).not.toContain('those were taken')
  })

  it.each(languages)('stands in the report and in the export, in %s', (language) => {
    const html = renderHtmlReport(viewOf(stored), stored, { language, theme: 'light', t: createTranslate(language), generatedAt: '2026-05-12T20:00:00Z' })
    expect(html).toContain(createTranslate(language)('report:client.calibration'))
    expect(html).toContain('0.300 ms')
    const parsed = sessionExportSchema.parse(JSON.parse(JSON.stringify(sessionExport(stored, analysis))))
    expect(parsed.client.calibration).toEqual(calibration)
    expect(parsed.client.cost).toMatchObject({ parts: [], cpuPercent: null })
    expect(parsed.stages.map((stage) => stage.client?.connections)).toEqual(analysis.stages.map(({ client }) => client.connections))
  })
})
