import { describe, expect, it } from 'vitest'
import { analyseSession } from '../../../../src/core/analysis/index.ts'
import { compareDigests, digestOf, uniformOf } from '../../../../src/core/compare/compare.ts'
import { renderComparison } from '../../../../src/core/report/index.ts'
import { createTranslate, languages } from '../../../../src/shared/i18n/index.ts'
import { fakeStoredSession } from '../../../support/stored-session.ts'

describe('the report of a comparison', () => {
  it.each(languages)('in %s names the sessions, what differs and every figure, and runs no script', (language) => {
    const t = createTranslate(language)
    const named = ['<script>alert(1)</script>', 'Second'].map((name, seed) => fakeStoredSession({ seed: seed + 1, name }))
    const comparison = compareDigests(named.map((stored, i) => digestOf(stored, analyseSession(stored), uniformOf(i + 1))))
    const html = renderComparison(comparison, { language, theme: 'dark', t, generatedAt: '2026-03-14T09:30:00Z', base: 1, appVersion: '1.2.3' })
    expect(html).not.toContain('<script')
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    for (const text of [t('compare:differences'), t('compare:metric.ttftP50Ms'), t('compare:metric.outputTokensPerS'), t('compare:notes'), t('compare:baselineName', { label: 'B' }), '1.2.3']) expect(html).toContain(text)
    const curves = [...html.matchAll(/<path class="line r-(\d)" d="M[\d.]+ [\d.]+L/g)].map(([, run]) => run)
    expect(new Set(curves)).toEqual(new Set(['0', '1']))
  })
})
