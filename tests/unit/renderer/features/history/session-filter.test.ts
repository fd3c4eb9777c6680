import { describe, expect, it } from 'vitest'
import type { SessionId } from '../../../../../src/core/model/ids.ts'
import type { SessionListItem } from '../../../../../src/core/model/view.ts'
import { filterSessions, isFiltering, noFilter, tagCounts } from '../../../../../src/renderer/src/features/history/session-filter.ts'
import { maxTagLength, maxTags, withTag } from '../../../../../src/renderer/src/features/history/tags.ts'

const item = (id: string, change: Partial<SessionListItem> = {}): SessionListItem => ({
  id: id as SessionId, name: id, tags: [], status: 'completed', createdAtMs: 0, durationMs: 1, targetName: 'Ollama', engine: 'ollama', model: 'qwen2.5:7b',
  simulated: false, place: null, concurrency: [1], ratesPerS: [], requests: 1, failures: 0, ttftP95Ms: 1, tpotP50Ms: 1, bestOutputTokensPerS: 1, clientValid: true, ...change,
})
const all = [item('first', { tags: ['nightly', '对照'] }), item('second', { status: 'failed', model: 'llama3' }), item('Third run', { tags: ['nightly'] })]
const ids = (filter: Parameters<typeof filterSessions>[1]): readonly string[] => filterSessions(all, filter).map(({ id }) => id)

describe('the filter', () => {
  it('shows the very same list when nothing is asked for', () => {
    expect(filterSessions(all, { ...noFilter, text: '  ' })).toBe(all)
    expect(isFiltering(noFilter)).toBe(false)
  })

  it('wants every word, in any field, in any case', () => {
    expect(ids({ ...noFilter, text: 'RUN qwen' })).toEqual(['Third run'])
    expect(ids({ ...noFilter, text: 'run llama3' })).toEqual([])
    expect(ids({ ...noFilter, text: '对照' })).toEqual(['first'])
  })

  it('joins status, tag and words', () => {
    expect(ids({ ...noFilter, status: 'failed' })).toEqual(['second'])
    expect(ids({ ...noFilter, tag: 'nightly' })).toEqual(['first', 'Third run'])
    expect(ids({ text: 'third', status: 'completed', tag: 'nightly' })).toEqual(['Third run'])
  })
})

it('counts tags, the most used first', () => {
  expect(tagCounts(all)).toEqual([['nightly', 2], ['对照', 1]])
})

describe('a typed tag', () => {
  it('is trimmed, kept once and within the limits', () => {
    expect(withTag(['a'], ' b ')).toEqual(['a', 'b'])
    expect(withTag(['a'], 'a')).toEqual(['a'])
    expect(withTag([], 'x'.repeat(50))[0]).toHaveLength(maxTagLength)
    const full = Array.from({ length: maxTags }, (_, index) => String(index))
    expect(withTag(full, 'more')).toBe(full)
  })
})
