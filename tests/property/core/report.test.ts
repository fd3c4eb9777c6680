/** Nothing that comes from a server or a user can become markup in the report. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { renderHtmlReport } from '../../../src/core/report/index.ts'
import { escapeHtml } from '../../../src/core/report/html/markup.ts'
import type { StoredSession } from '../../../src/core/model/stored-session.ts'
import { createTranslate } from '../../../src/shared/i18n/index.ts'
import { viewOf } from '../../support/session-view.ts'
import { fakeStoredSession } from '../../support/stored-session.ts'

const nasty = fc.oneof(
  fc.constantFrom('<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "' onload='x", '</style><script>x</script>', '<!--', ']]>', '&lt;b&gt;', '{{t}}', '$t(domain:status.ok)', '\u202eevil', '\u0000\u001b[31m', '`${x}`', '</title>'),
  fc.string({ unit: 'binary', maxLength: 40 }),
)

const base = fakeStoredSession({ stageMs: 1500, users: [1, 2], failures: 0.9, outputTokens: 8, gpu: false })

function poison(stored: StoredSession, [a, b, c, d]: readonly [string, string, string, string]): StoredSession {
  const { meta } = stored
  return {
    ...stored,
    meta: {
      ...meta, name: a, tags: [b, c], status: 'failed', failure: { code: 'server-died', detail: d }, host: { ...meta.host!, hostname: b, os: c, cpuModel: d, gpus: [{ id: a, name: a, memoryBytes: null, driver: b }] },
      plan: { ...meta.plan, workload: { ...meta.plan.workload, shape: c }, target: { ...meta.plan.target, name: b, model: c, engineVersion: d, apiBaseUrl: a } },
    },
    requests: stored.requests.map((r) => (r.error === null ? r : { ...r, error: { code: a, message: d } })),
  }
}

/** The tags of a page, without their attributes' values. */
const skeleton = (page: string) => page.replace(/"[^"]*"/g, '""').match(/<[^>]*>/g)!.join('')

it('keeps the structure of the page whatever the strings say', () => {
  const render = (stored: StoredSession) =>
    renderHtmlReport(viewOf(stored), stored, { language: 'en', theme: 'light', t: createTranslate('en'), generatedAt: '2026-05-12T20:00:00Z' })
  const harmless = skeleton(render(poison(base, ['a', 'b', 'c', 'd'])))
  fc.assert(fc.property(fc.tuple(nasty, nasty, nasty, nasty), (words) => {
    expect(skeleton(render(poison(base, words)))).toBe(harmless)
  }), { numRuns: 60 })
})

it('escapes every character that could end text or an attribute', () => {
  fc.assert(fc.property(nasty, (text) => {
    // eslint-disable-next-line no-control-regex
    expect(escapeHtml(text)).not.toMatch(/[<>"'`\u0000\u202e\u001b]|&(?!(amp|lt|gt|quot|#39|#96);)/)
  }))
})
