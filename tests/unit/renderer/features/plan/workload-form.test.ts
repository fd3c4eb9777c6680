/** The request part of the form: the workload it makes, the command that says the same, what it refuses. */
import { describe, expect, it } from 'vitest'
import { parsePlan } from '../../../../../src/shared/schema/plan/v1.ts'
import type { DatasetPreview } from '../../../../../src/core/workload/dataset-preview.ts'
import { parseLengths } from '../../../../../src/core/workload/length-spread.ts'
import { cliCommand } from '../../../../../src/renderer/src/features/plan/cli-command.ts'
import { defaultForm, draftOf, issuesOf, withShape, type PlanForm } from '../../../../../src/renderer/src/features/plan/plan-form.ts'
import { promptLengths, usualSpread, workloadFormOf, workloadOf } from '../../../../../src/renderer/src/features/plan/workload-form.ts'

const target = { name: 'n', engine: 'unknown', engineVersion: null, api: 'openai-chat', apiBaseUrl: 'http://127.0.0.1:1/v1', model: 'm', simulated: false } as const
const server = { url: 'http://h', apiBaseUrl: 'http://h/v1', apis: [] }
const form: PlanForm = { ...defaultForm(7), shape: 'custom' }
const dataset: DatasetPreview = {
  name: 'my prompts.jsonl', format: 'jsonl', sizeBytes: 10, sha256: 'a'.repeat(64), facts: { prompts: 3, conversations: 0, maxTurns: 1, estimatedTokens: { min: 1, p50: 40, p95: 90, max: 99 } },
  trace: null, rows: [], placeKind: 'line', issues: [], issueCount: 0,
}
const spread: PlanForm = { ...form, promptKind: 'normal', promptTokens: 512, promptSpread: 64, outputKind: 'uniform', outputTokens: 100, outputSpread: 300 }

const cases: readonly (readonly [string, PlanForm, object, string])[] = [
  ['spreads', spread, { promptTokens: 512, outputTokens: 200, promptSpread: { kind: 'normal', mean: 512, deviation: 64 }, outputSpread: { kind: 'uniform', min: 100, max: 300 } }, '--prompt-tokens normal:512:64 --output-tokens uniform:100-300'],
  ['shared beginnings', { ...form, source: 'shared-prefix', groups: 2, prefixTokens: 900 }, { source: { kind: 'shared-prefix', groups: 2, prefixTokens: 900 } }, '--prompt-tokens 128 --output-tokens 128 --shared-prefix 2:900'],
  ['a built-in set', { ...form, source: 'prompt-set', set: 'rag-zh', isVerbatim: true }, { source: { kind: 'prompt-set', set: 'rag-zh' }, verbatim: true }, '--output-tokens 128 --prompt-set rag-zh --verbatim'],
  ['a file', { ...form, source: 'dataset', dataset }, { promptTokens: 40, source: { kind: 'dataset', name: 'my prompts.jsonl', format: 'jsonl', sha256: dataset.sha256, count: 3 } }, '--output-tokens 128 --dataset \'my prompts.jsonl\''],
  ['conversations', { ...form, isConversation: true, turns: 5, contextTokens: 4096, isNatural: true }, { conversation: { turns: 5, contextTokens: 4096 }, answers: 'natural' }, '--turns 5 --max-context 4096 --natural-length'],
]

describe.each(cases)('%s', (_, filled, workload, words) => {
  it('make a plan that is accepted', () => {
    expect(issuesOf(filled)).toEqual({})
    expect(workloadOf(filled)).toMatchObject(workload)
    expect(parsePlan({ ...draftOf(filled), version: 1, target })).toHaveProperty('plan.workload', workloadOf(filled))
  })

  it('are said by the command', () => {
    expect(cliCommand(filled, server, 'm', null)).toContain(` ${words} `)
  })

  it('come back from the plan, but for the file', () => {
    const again = workloadFormOf(workloadOf(filled), 'custom')
    if (filled.source !== 'dataset') expect(workloadOf({ ...form, ...again })).toEqual(workloadOf(filled))
    expect(again.source).toBe(filled.source)
  })
})

describe('the request part', () => {
  it('adds nothing to a plan of one length', () => {
    expect(workloadOf(defaultForm(7))).toEqual({ shape: 'short-chat', promptTokens: 128, outputTokens: 128 })
  })

  it('writes lengths as the command line reads them', () => {
    expect(promptLengths(spread)).toEqual(parseLengths('normal:512:64', 100_000))
  })

  it('goes back to one length with a preset', () => {
    expect(workloadOf(withShape(spread, 'rag'))).toEqual({ shape: 'rag', promptTokens: 4096, outputTokens: 512 })
  })

  it('wants a file, and a spread whose end is not before its beginning', () => {
    expect(issuesOf({ ...form, source: 'dataset' }).dataset?.kind).toBe('noFile')
    expect(issuesOf({ ...form, promptKind: 'uniform', promptTokens: 300, promptSpread: 200 }).promptSpread).toMatchObject({ kind: 'range', min: 300 })
    expect(issuesOf({ ...form, promptKind: 'lognormal', promptSpread: 3.5 }).promptSpread?.kind).toBe('range')
  })

  it('does not mind numbers that it has no use for', () => {
    expect(issuesOf({ ...form, groups: null, turns: 0, promptSpread: -1, contextTokens: null, source: 'prompt-set', promptTokens: null })).toEqual({})
  })

  it('fills a newly chosen spread with a number that is accepted', () => {
    for (const kind of ['uniform', 'normal', 'lognormal'] as const) {
      expect(issuesOf({ ...form, promptKind: kind, promptSpread: usualSpread(kind, form.promptTokens, 1000) })).toEqual({})
    }
  })
})
