/** Depth, repeats and a second setting: what the plan editor makes of them for the run and for the command line. */
import { describe, expect, it } from 'vitest'
import type { ServerInfo } from '../../../../../src/core/model/server.ts'
import type { ServerId } from '../../../../../src/core/model/ids.ts'
import { depths } from '../../../../../src/core/model/depth.ts'
import { depthOf, withDepth } from '../../../../../src/renderer/src/features/plan/depth.ts'
import { defaultForm, draftOf } from '../../../../../src/renderer/src/features/plan/plan-form.ts'
import { defaultRigor, repeatsIssue, rigorCli, rigorParts, versusOf } from '../../../../../src/renderer/src/features/plan/rigor-store.ts'
import { isThorough } from '../../../../../src/core/model/presets.ts'

const server = (id: string, models: readonly string[]): ServerInfo => ({
  id: id as ServerId, name: id, url: `http://127.0.0.1/${id}`, apiBaseUrl: `http://127.0.0.1/${id}/v1`, engine: 'unknown', engineVersion: null, apis: ['openai-chat'], models,
  reachable: true, error: null, simulated: false, origin: 'added', hasKey: false, isLoopback: true, slots: null,
})
const [one, two] = [server('one', ['m', 'n']), server('two', ['k'])]
const a = { server: one, model: 'm' }

describe('depth', () => {
  it.each(depths)('%s is recognised again', (depth) => {
    const form = withDepth(defaultForm(1), depth)
    expect(depthOf(form)).toBe(depth)
    expect(isThorough([draftOf(form)])).toBe(depth === 'thorough')
    expect(draftOf(form)).toMatchObject(depth === 'quick' ? { pauseBetweenStagesMs: 1_000 } : { pauseBetweenStagesMs: 5_000, warmupUntilSteady: true })
  })

  it('leaves lengths of one\'s own alone', () => {
    expect(depthOf({ ...defaultForm(1), stageDurationS: 17 })).toBeNull()
  })
})

describe('a second setting', () => {
  const versus = (change: Partial<typeof defaultRigor>) => versusOf({ ...defaultRigor, hasVersus: true, ...change }, [one, two], a)

  it('must differ from the first', () => {
    expect(versusOf(defaultRigor, [one, two], a)).toBeNull()
    expect(versus({})).toBe('incomplete')
    expect(versus({ versusModel: 'n' })).toEqual({ server: one, model: 'n', plan: null })
    expect(versus({ versusServerId: two.id })).toEqual({ server: two, model: 'k', plan: null })
    expect(versus({ versusServerId: 'gone' as ServerId })).toBe('incomplete')
  })

  it('is part of the start and of the command', () => {
    const other = versus({ versusServerId: two.id })
    if (other === null || other === 'incomplete') throw new Error('expected a setting')
    const rigor = { ...defaultRigor, repeats: 3, calibrate: 'never' as const }
    expect(rigorParts(rigor, other, 'openai-chat')).toEqual({ repeats: 3, calibrate: 'never', versus: { serverId: two.id, model: 'k', api: 'openai-chat', plan: null } })
    expect(rigorCli(rigor, other, a)).toEqual([['repeat', 3], ['versus-url', 'http://127.0.0.1/two/v1'], ['versus-model', 'k'], ['no-calibrate', true]])
    expect(rigorCli(defaultRigor, null, a)).toEqual([])
  })
})

it('a number of runs must be one', () => {
  expect([null, 0, 1.5, 51, 1, 50].map((repeats) => repeatsIssue({ repeats }))).toEqual([true, true, true, true, false, false])
})
