/** A recorded trace: read with its faults by line, replayed at its times, with text that shares what the trace says is shared. */
import { describe, expect, it } from 'vitest'
import { testPlan } from '../../../../bench/support/plans.ts'
import { planBounds } from '../../../../src/core/model/plan.ts'
import { contextTokensOf } from '../../../../src/core/protocol/wish.ts'
import { parseDataset } from '../../../../src/core/workload/import/dataset.ts'
import { PromptMaker } from '../../../../src/core/workload/prompt-maker.ts'
import { traceFacts, traceRate, traceTimes } from '../../../../src/core/workload/trace.ts'
import type { PromptItem } from '../../../../src/core/workload/message.ts'
import { wantsPromptCache, type Workload } from '../../../../src/core/model/workload.ts'
import { parsePlan } from '../../../../src/shared/schema/plan/v1.ts'
import { FakeWorld } from '../../../support/fake-world.ts'

const line = (timestamp: number, input: number, output: number, ids?: readonly number[]): string =>
  JSON.stringify({ timestamp, input_length: input, output_length: output, ...(ids === undefined ? {} : { hash_ids: ids }) })

function read(text: string) {
  const parsed = parseDataset(text, 'trace.jsonl')
  if (!parsed.ok) throw new Error(parsed.error.code)
  return parsed.value
}

const workload: Workload = { shape: 'custom', promptTokens: 600, outputTokens: 8, source: { kind: 'dataset', name: 'trace.jsonl', format: 'mooncake', sha256: 'a'.repeat(64), count: 3 } }
const three = read([line(1000, 1100, 8, [1, 2, 3]), line(1500, 1200, 9, [1, 2, 9]), line(3000, 40, 10)].join('\n'))
const textOf = (items: readonly PromptItem[], entry: number): string => new PromptMaker(workload, 5, items).next({ index: 7 + entry, user: 0, warmup: false, entry }).messages[0]?.content ?? ''

describe('reading', () => {
  it('takes times from the first request on, in their order', () => {
    const { format, items, issueCount } = read([line(1500, 10, 2), line(1000, 20, 3, [4])].join('\n'))
    expect({ format, issueCount }).toEqual({ format: 'mooncake', issueCount: 0 })
    expect(items.map(({ trace, outputTokens }) => ({ ...trace, outputTokens }))).toEqual([
      { atMs: 0, promptTokens: 20, blocks: [4], outputTokens: 3 },
      { atMs: 500, promptTokens: 10, blocks: [], outputTokens: 2 },
    ])
  })

  it('names what is wrong with a line', () => {
    const good = line(0, 1, 1)
    const lines = [good, '{', '[1]', line(-1, 1, 1), line(0, 0, 1), line(0, planBounds.maxPromptTokens + 1, 1), line(0, 1, 1.5), line(0, 1, 1, [-1]), good]
    expect(read(lines.join('\n')).issues).toEqual([
      { place: 2, code: 'not-json' }, { place: 3, code: 'not-a-request' }, { place: 4, code: 'bad-timestamp' }, { place: 5, code: 'bad-input-length' },
      { place: 6, code: 'bad-input-length' }, { place: 7, code: 'bad-output-length' }, { place: 8, code: 'bad-hash-ids' },
    ])
    expect(read(lines.join('\n')).items).toHaveLength(2)
  })

  it('says how long, how dense and how shared it is', () => {
    const facts = traceFacts(three.items)
    expect(facts).toMatchObject({ durationMs: 2000, outputTokens: 9 })
    expect(facts?.perBin.reduce((sum, one) => sum + one, 0)).toBe(3)
    expect(facts?.reusedShare).toBeCloseTo(1024 / 2340)
    expect(traceFacts([])).toBeNull()
    expect(traceRate(30, 10_000, 2)).toBe(6)
  })

  it('counts a block as shared only behind the same beginning', () => {
    expect(traceFacts(read([line(0, 1024, 1, [1, 2]), line(1, 1024, 1, [3, 2])].join('\n')).items)?.reusedShare).toBe(0)
  })
})

describe('prompts', () => {
  const [first, second, third] = [0, 1, 2].map((entry) => textOf(three.items, entry).split(' '))
  it('are as long as recorded and share whole blocks', () => {
    expect([first?.length, second?.length]).toEqual([1100, 1200])
    expect(second?.slice(0, 1024)).toEqual(first?.slice(0, 1024))
    expect(second?.slice(1024, 1100)).not.toEqual(first?.slice(1024))
  })

  it('are of their own where the trace names no blocks', () => {
    const other = textOf(read(line(0, 40, 1)).items, 0).split(' ')
    expect(third?.slice(0, 3)).not.toEqual(other.slice(0, 3))
  })

  it('answer as long as recorded, and warm up without a block', () => {
    const maker = new PromptMaker(workload, 5, three.items)
    const warmup = maker.next({ index: 0, user: 0, warmup: true })
    expect(warmup).toMatchObject({ outputTokens: 8, words: 600 })
    expect(warmup.messages[0]?.content.split(' ').slice(0, 20)).not.toEqual(first?.slice(0, 20))
    expect(maker.next({ index: 3, user: 0, warmup: false, entry: 2 }).outputTokens).toBe(10)
    expect(wantsPromptCache(workload)).toBe(true)
    expect(contextTokensOf(workload, three.items)).toBe(Math.ceil((1200 * 1.5 + 10 + 256) / 1024) * 1024)
  })
})

describe('replay', () => {
  const times = Array.from(traceTimes(three.items))
  const plan = testPlan('http://127.0.0.1:1/v1', 'm', { workload, stages: [{ ratePerS: 3, arrival: 'trace', traceScale: 2 }], stageRequests: 3, stageDurationMs: null })

  it('sends each entry at its time, scaled, and ends with the last', () => {
    const world = new FakeWorld(plan, () => ({ afterMs: 5, outcome: 'ok' }), false, times)
    world.machine.start()
    world.run()
    const startMs = world.events.find(({ kind }) => kind === 'stage-start')?.atMs ?? 0
    const sent = world.orders.filter(({ warmup }) => !warmup)
    expect(sent.map(({ dueAtMs, entry }) => [dueAtMs - startMs, entry])).toEqual([[0, 0], [250, 1], [1000, 2]])
    expect(world.ends[0]?.status).toBe('completed')
  })

  it('ends at once where nothing is left of it', () => {
    const world = new FakeWorld({ ...plan, stageRequests: 10 }, () => ({ afterMs: 5, outcome: 'ok' }), false, [])
    world.machine.start()
    world.run()
    expect(world.ends).toHaveLength(1)
  })

  it('is refused with ramps, conversations, several stages or another workload', () => {
    const stage = { ratePerS: 3, arrival: 'trace' as const }
    expect('plan' in parsePlan(plan)).toBe(true)
    expect('issues' in parsePlan({ ...plan, stages: [stage, stage] })).toBe(true)
    expect('issues' in parsePlan({ ...plan, stageDurationMs: 1000, stages: [{ ...stage, ramp: { to: 5, steps: null } }] })).toBe(true)
    expect('issues' in parsePlan({ ...plan, workload: { shape: 'custom', promptTokens: 1, outputTokens: 1 } })).toBe(true)
    expect('issues' in parsePlan({ ...plan, workload: { ...workload, conversation: { turns: 2, contextTokens: 100 } } })).toBe(true)
  })
})
