/** The JSON export keeps its contract: names, nulls, plain arrays, and the published schema. */
import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { analyseSession } from '../../../../src/core/analysis/index.ts'
import { outcomes } from '../../../../src/core/model/outcome.ts'
import type { StoredSession } from '../../../../src/core/model/stored-session.ts'
import { sessionExport, sessionExportChunks } from '../../../../src/core/report/index.ts'
import { sessionExportSchema, sessionJsonSchema } from '../../../../src/shared/schema/export/v1.ts'
import { fakeRequest, fakeStoredSession } from '../../../support/stored-session.ts'

const published: object = JSON.parse(readFileSync(new URL('../../../../resources/session.schema.json', import.meta.url), 'utf8'))
const validate = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true, validateFormats: false }).compile(published)

function exported(stored: StoredSession): Record<string, unknown> {
  return JSON.parse(JSON.stringify(sessionExport(stored, analyseSession(stored))))
}

const full = fakeStoredSession({ stageMs: 3000 })
const sessions: readonly (readonly [string, StoredSession])[] = [
  ['a full one', full],
  ['an empty one', { ...full, requests: [], stages: [], telemetry: [], clientSamples: [], events: [], meta: { ...full.meta, durationMs: null, host: null, status: 'interrupted', failure: { code: 'app-ended', detail: '' } } }],
  ['one with every outcome', { ...full, requests: outcomes.map((outcome, index) => fakeRequest({ index, outcome, sentAtMs: index === 3 ? null : 1 })) }],
]

describe('the published schema', () => {
  it('is the one in the code', () => {
    expect(published).toEqual(JSON.parse(JSON.stringify(sessionJsonSchema())))
  })

  it.each(sessions)('accepts %s', (_, stored) => {
    const document = exported(stored)
    expect(validate(document) ? [] : validate.errors).toEqual([])
    expect(sessionExportSchema.safeParse(document).error?.issues ?? []).toEqual([])
  })

  it.each([
    ['another format', { format: 'x' }], ['an unknown status', { session: { status: 'done' } }], ['no requests', { requests: undefined }], ['a number as text', { stages: [{ index: '0' }] }],
  ])('refuses %s', (_, broken) => {
    expect(validate(JSON.parse(JSON.stringify({ ...exported(full), ...broken })))).toBe(false)
  })
})

describe('sessionExport', () => {
  it('writes a value that was not measured as null', () => {
    const gpu = sessionExport(full, analyseSession(full)).telemetry.find(({ signal, source }) => signal === 'gpu.util' && source === 'nvidia')!
    expect(gpu.value).toContain(null)
    expect(gpu.value).toHaveLength(gpu.tMs.length)
    expect(gpu.reason).toBe('gap')
  })

  it('keeps every stamp as it was recorded', () => {
    const out = sessionExport(full, analyseSession(full))
    expect(out.requests).toHaveLength(full.requests.length)
    expect(out.requests[5]!.chunkAtMs).toEqual([...full.requests[5]!.chunkAtMs])
    expect(out.session.createdAt).toBe('2026-05-12T18:30:00.000Z')
  })

  it.each(sessions)('is the same document in pieces: %s', (_, stored) => {
    const analysis = analyseSession(stored)
    expect(JSON.parse([...sessionExportChunks(stored, analysis)].join(''))).toEqual(exported(stored))
  })
})
