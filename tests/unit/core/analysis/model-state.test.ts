/** Where the model lay and what loading it cost, from what a session holds. */
import { describe, expect, it } from 'vitest'
import { coldStart, residency } from '../../../../src/core/analysis/model-state.ts'
import { formatterFor, modelStateLines } from '../../../../src/core/format/index.ts'
import type { StoredSession } from '../../../../src/core/model/stored-session.ts'
import type { SignalSeries } from '../../../../src/core/model/telemetry.ts'
import { createTranslate } from '../../../../src/shared/i18n/index.ts'
import { fakeRequest, fakeStoredSession } from '../../../support/stored-session.ts'

const base = fakeStoredSession({ seed: 3 })
const told = (signal: SignalSeries['signal'], values: readonly number[]): SignalSeries => ({
  source: 'metrics', device: 'server', deviceLabel: '', signal, unit: 'B', windowMs: 0, tMs: Float64Array.from(values, (_, i) => i * 1000), value: Float64Array.from(values), reason: null,
})
const lines = (stored: StoredSession) => modelStateLines({ residency: residency(stored), coldStart: coldStart(stored) }, stored.meta.plan.coldStart === true, formatterFor('en'), createTranslate('en'))

describe('residency', () => {
  it('is what the server last told', () => {
    const stored = { ...base, telemetry: [told('srv.model.bytes', [Number.NaN, 4e9, 4e9]), told('srv.model.vram', [Number.NaN, 4e9, 3e9])] }
    expect(residency(stored)).toEqual({ modelBytes: 4e9, vramBytes: 3e9, vramShare: 0.75, atMs: 2000 })
    expect(lines(stored).join(' ')).toMatch(/75.* in VRAM.*outside of VRAM/)
    expect(lines({ ...base, telemetry: [told('srv.model.bytes', [4e9]), told('srv.model.vram', [0])] }).join(' ')).toMatch(/Nothing of it is in VRAM/)
    expect(lines({ ...base, telemetry: [told('srv.model.bytes', [4e9]), told('srv.model.vram', [4e9])] })).toHaveLength(1)
  })

  it('is unknown where it tells nothing, and VRAM may be', () => {
    expect(residency(base)).toBeNull()
    expect(lines(base)).toEqual([])
    expect(residency({ ...base, telemetry: [told('srv.model.bytes', [4e9])] })).toMatchObject({ vramBytes: null, vramShare: null })
  })
})

describe('a cold start', () => {
  const asked = { ...base, meta: { ...base.meta, plan: { ...base.meta.plan, coldStart: true } } }
  const request = fakeRequest({ index: 0, warmup: true, sentAtMs: 10, firstTokenAtMs: 2_510, serverTimings: { promptTokens: 1, promptMs: 1, outputTokens: 1, outputMs: 1, cachedTokens: 0, loadMs: 2_400 } })

  it('is the first request that was sent', () => {
    const stored = { ...asked, requests: [fakeRequest({ index: 1, sentAtMs: 4_000, firstTokenAtMs: 4_010 }), request] }
    expect(coldStart(stored)).toEqual({ request: 0, ttftMs: 2_500, loadMs: 2_400 })
    expect(lines(stored)[0]).toContain('2.50 s')
  })

  it('says so where the server tells no time of loading', () => {
    const stored = { ...asked, requests: [{ ...request, serverTimings: null }] }
    expect(coldStart(stored)).toEqual({ request: 0, ttftMs: 2_500, loadMs: null })
    expect(lines(stored)[0]).toMatch(/2\.50 s; the server does not say/u)
  })

  it('has no figure where that failed, or where none was asked for', () => {
    expect(coldStart({ ...asked, requests: [{ ...request, outcome: 'http-5xx' }] })).toBeNull()
    expect(lines({ ...asked, requests: [] })[0]).toContain('no figure')
    expect(coldStart({ ...base, requests: [request] })).toBeNull()
  })
})
