/** Session files with times that cannot be are refused, with the request and the field; those of real runs are read. */
import { describe, expect, it } from 'vitest'
import { createTranslate } from '../../../../src/shared/i18n/index.ts'
import { parseSessionExport, storedSession, type SessionExport } from '../../../../src/shared/schema/export/stored.ts'
import { issueTexts } from '../../../../src/shared/schema/issues.ts'
import { readRealSession } from '../../../support/real-session.ts'

const names = ['llamacpp-eight-slots', 'llamacpp-two-slots', 'ollama-four-parallel', 'vllm-four-sequences'] as const
const document = readRealSession('llamacpp-two-slots')
const place = document.requests.findIndex(({ outcome, chunkAtMs }) => outcome === 'ok' && chunkAtMs.length > 3)
const whole = document.requests[place]!

function said(changed: SessionExport, language: 'en' | 'zh-CN' = 'en'): string {
  const read = storedSession(changed)
  return 'session' in read ? '' : issueTexts(read.issues, createTranslate(language)).join('\n')
}

const withRequest = (change: Partial<SessionExport['requests'][number]>): SessionExport => ({ ...document, requests: document.requests.with(place, { ...whole, ...change }) })
const named = (field: string): RegExp => new RegExp(`requests\\.#${whole.index}\\.${field}`)

describe('a session file', () => {
  it.each(names)('of a real run (%s) is read', (name) => {
    expect(said(readRealSession(name))).toBe('')
  })

  it.each<readonly [string, Partial<SessionExport['requests'][number]>]>([
    ['endAtMs', { endAtMs: whole.lastTokenAtMs! - 100 }], ['headersAtMs', { headersAtMs: whole.sentAtMs! - 100 }], ['firstEventAtMs', { firstEventAtMs: whole.headersAtMs! - 100 }],
    ['firstTokenAtMs', { firstTokenAtMs: whole.firstEventAtMs! - 100 }], ['sentAtMs', { sentAtMs: 1e15 }], ['dueAtMs', { dueAtMs: -1e12 }], ['chunkAtMs\\.1', { chunkAtMs: [whole.chunkAtMs[2]!, whole.chunkAtMs[0]! - 50, ...whole.chunkAtMs.slice(2)] }],
    ['chunkTokens', { chunkTokens: [1] }], ['firstVisibleAtMs', { firstVisibleAtMs: 1e13 }],
  ])('with an impossible %s is refused', (field, change) => {
    expect(said(withRequest(change))).toMatch(named(field))
    expect(said(withRequest(change), 'zh-CN')).toMatch(/毫秒|项/)
  })

  it.each<readonly [SessionExport, RegExp]>([
    [{ ...document, session: { ...document.session, createdAtMs: -5 } }, /session\.createdAtMs/],
    [{ ...document, session: { ...document.session, durationMs: -1 } }, /session\.durationMs/],
    [{ ...document, stages: document.stages.map((stage) => ({ ...stage, endMs: stage.startMs - 1000 })) }, /stages\.0\.endMs: is .* before startMs/],
    [{ ...document, events: document.events.map((event) => ({ ...event, atMs: 1e14 })) }, /events\.0\.atMs/],
    [{ ...document, telemetry: document.telemetry.map((series) => ({ ...series, tMs: series.tMs.toReversed() })) }, /telemetry\.\d+ .*\.tMs\.1/],
    [{ ...document, telemetry: document.telemetry.map((series) => ({ ...series, value: series.value.slice(1) })) }, /telemetry\.\d+ .*\.value: has/],
  ])('of which a part cannot be is refused', (changed, words) => {
    expect(said(changed)).toMatch(words)
    expect(said(changed).split('\n').length).toBeLessThanOrEqual(5)
  })

  it('with a number that is not finite is refused before', () => {
    const read = parseSessionExport(JSON.stringify(document).replace(`"endAtMs":${whole.endAtMs}`, '"endAtMs":1e999'))
    expect('issues' in read && issueTexts(read.issues, createTranslate('en')).join()).toMatch(/endAtMs: must be a number, is not finite/)
  })
})
