/** The load part of the new-run form: what it makes of a plan and back, what is wrong with it, the same as a command, its picture. */
import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { addLoadOptions, stagesOf as cliStagesOf, type LoadOptions } from '../../../../../src/cli/load-options.ts'
import { addServiceOptions, serviceOf, type ServiceOptions } from '../../../../../src/cli/service-options.ts'
import type { DatasetPreview } from '../../../../../src/core/workload/dataset-preview.ts'
import type { StagePlan } from '../../../../../src/core/model/load.ts'
import { cliCommand } from '../../../../../src/renderer/src/features/plan/cli-command.ts'
import type { LoadForm } from '../../../../../src/renderer/src/features/plan/load-form.ts'
import { parseRates } from '../../../../../src/renderer/src/features/plan/parse-stages.ts'
import { estimateOf } from '../../../../../src/renderer/src/features/plan/plan-estimate.ts'
import { chosenTrace, defaultForm, draftOf, formOfPlan, issuesOf, type PlanForm } from '../../../../../src/renderer/src/features/plan/plan-form.ts'
import { schedulePicture } from '../../../../../src/renderer/src/features/plan/schedule-points.ts'
import { parsePlanFile, planFileText } from '../../../../../src/shared/schema/plan/file.ts'

const usual = defaultForm(7)
const withLoad = (load: Partial<LoadForm>, more: Partial<PlanForm> = {}): PlanForm => ({ ...usual, ...more, load: { ...usual.load, ...load } })

const forms: readonly (readonly [string, PlanForm])[] = [
  ['users', usual],
  ['thinking users on a ramp', withLoad({ thinkS: 1.5, rampTo: 16, rampSteps: 4 })],
  ['a Poisson rate', withLoad({ kind: 'rate', rates: [0.5, 2] })],
  ['a bursty rate without early stop', withLoad({ kind: 'rate', rates: [3], arrival: 'gamma', burstiness: 0.5, earlyStop: false })],
  ['a rate on a ramp, held against an SLO', withLoad({ kind: 'rate', rates: [1], arrival: 'constant', rampTo: 4.5, hasSlo: true, sloTpotMs: null, sloErrorPercent: 7 })],
  ['stops and a long warm-up', withLoad({ maxErrors: 3, maxErrorPercent: 2.5, untilSteady: true })],
  ['a soak with a probe user', withLoad({ isSoak: true, hasProbe: true, probePrompt: 16, probePauseS: 0.7 }, { stages: [4], stageDurationS: 7200 })],
  ['a soak at a rate', withLoad({ kind: 'rate', rates: [2], isSoak: true }, { stageDurationS: 90.5 })],
  ['a search', withLoad({ kind: 'search', startPerS: 0.25, sloTtftMs: 1500 }, { stageDurationS: 30 })],
  ['a search within bounds of its own', withLoad({ kind: 'search', startPerS: 0.5, maxOpen: 64, search: { maxRatePerS: 20, tolerance: 0.1, maxTrials: 8 } }, { stageDurationS: 30 })],
  ['a rate with few open requests', withLoad({ kind: 'rate', rates: [2], maxOpen: 8 })],
]

describe.each(forms)('%s', (_, form) => {
  it('makes a plan that is valid as a file and comes back as the same form', () => {
    expect(issuesOf(form)).toEqual({})
    const read = parsePlanFile(planFileText(draftOf(form)))
    if (!('plan' in read)) throw new Error(JSON.stringify(read.issues))
    expect(read.plan).toEqual(draftOf(form))
    expect(draftOf(formOfPlan(read.plan))).toEqual(draftOf(form))
  })

  it('is the same load on the command line', () => {
    const words = cliCommand(form, { url: 'http://127.0.0.1:1', apiBaseUrl: null, apis: [] }, 'm', null).split('-- run ')[1]!.split(' ')
    const command = addServiceOptions(addLoadOptions(new Command())).exitOverride()
    for (const name of ['url', 'model', 'requests', 'duration', 'prompt-tokens', 'output-tokens', 'warmup', 'seed', 'timeout-first-token']) command.option(`--${name} <value>`)
    command.parse(words, { from: 'user' })
    const options = command.opts<LoadOptions & ServiceOptions>()
    const stages = cliStagesOf(options)
    const { stages: wanted, slo, search, stop, warmupUntilSteady, probe, stageDurationMs } = draftOf(form)
    expect(options.soak ?? null).toEqual(form.load.isSoak ? stageDurationMs : null)
    expect(stages).toEqual(wanted)
    expect(serviceOf(options, stages)).toEqual(JSON.parse(JSON.stringify({ slo, search, stop, warmupUntilSteady, probe })))
  })

  it('can be drawn within its frame', () => {
    const picture = schedulePicture(draftOf(form))!
    const points = picture.lines.flat()
    expect(points.every(([x, y]) => x >= 0 && x <= 1.0001 && y >= 0 && y <= 1.0001)).toBe(true)
    expect(Math.max(...points.map(([, y]) => y))).toBeCloseTo(1)
    expect(picture.ticks.every((x) => x >= 0 && x <= 1)).toBe(true)
  })
})

describe('what is wrong', () => {
  it.each<readonly [Partial<LoadForm>, Partial<PlanForm>, object]>([
    [{ kind: 'rate', rates: [] }, {}, { load: { rates: { kind: 'noStage' } } }],
    [{ kind: 'rate', arrival: 'gamma', burstiness: null }, {}, { load: { burstiness: { kind: 'required' } } }],
    [{ rampTo: 2.5 }, {}, { load: { rampTo: { kind: 'whole' } } }],
    [{ rampTo: 8 }, { stageDurationS: null, stageRequests: 5 }, { stageDurationS: { kind: 'rampNeedsTime' } }],
    [{ kind: 'search' }, { stageDurationS: 3600 }, { stageDurationS: { kind: 'searchNeedsTime' } }],
    [{ kind: 'search', sloErrorPercent: null }, {}, { load: { sloErrorPercent: { kind: 'required' } } }],
    [{ isSoak: true }, {}, { stages: { kind: 'soakOneStage' } }],
    [{ kind: 'rate', isSoak: true }, {}, { load: { rates: { kind: 'soakOneStage' } } }],
    [{ isSoak: true }, { stages: [1], stageDurationS: null, stageRequests: 5 }, { stageDurationS: { kind: 'soakNeedsTime' } }],
    [{ kind: 'trace' }, { source: 'dataset' }, { dataset: { kind: 'noTrace' } }],
    [{ kind: 'trace', traceScale: null }, {}, { load: { traceScale: { kind: 'required' } } }],
    [{ hasProbe: true, probeOutput: 4000 }, {}, { load: { probeOutput: { kind: 'range' } } }],
    [{ maxErrorPercent: 101 }, {}, { load: { maxErrorPercent: { kind: 'range' } } }],
  ])('%j %j', (load, more, issues) => {
    expect(issuesOf(withLoad(load, more))).toMatchObject(issues)
  })

  it('is only what counts: users don’t matter to a rate, nor a shape to constant gaps', () => {
    expect(issuesOf(withLoad({ kind: 'rate', burstiness: null }, { stages: [] }))).toEqual({})
  })
})

describe('the picture', () => {
  const picture = (stages: readonly StagePlan[], more: object = {}) => schedulePicture({ ...draftOf(usual), stageDurationMs: 10_000, pauseBetweenStagesMs: 0, ...more, stages })!

  it('has a line a stage and a tick a request while they can be told apart', () => {
    const rates = picture([{ ratePerS: 1, arrival: 'constant' }, { ratePerS: 2, arrival: 'constant' }])
    expect(rates.lines).toEqual([[[0, 0.5], [0.5, 0.5]], [[0.5, 1], [1, 1]]])
    expect(rates.ticks).toHaveLength(30)
    expect(picture([{ ratePerS: 500, arrival: 'constant' }]).ticks).toEqual([])
    expect(picture([{ concurrency: 4 }]).ticks).toEqual([])
  })

  it('draws ramps evenly or in steps', () => {
    expect(picture([{ ratePerS: 1, arrival: 'constant', ramp: { to: 4, steps: null } }]).lines).toEqual([[[0, 0.25], [1, 1]]])
    expect(picture([{ concurrency: 1, ramp: { to: 2, steps: null } }]).lines).toEqual([[[0, 0.5], [0.5, 0.5], [0.5, 1], [1, 1]]])
  })
})

it('reads rates as people type them', () => {
  expect(parseRates('0.5, 1；2.25 ．5')).toEqual({ values: [0.5, 1, 2.25, 0.5], rejected: null })
  expect(parseRates('1, fast')).toEqual({ values: [], rejected: 'fast' })
  expect(parseRates('0').rejected).toBe('0')
})

describe('a trace', () => {
  const perBin = Array.from({ length: 120 }, (_, i) => (i === 0 ? 60 : 1))
  const dataset: DatasetPreview = {
    name: 'my trace.jsonl', format: 'mooncake', sizeBytes: 10, sha256: 'b'.repeat(64), facts: { prompts: 179, conversations: 0, maxTurns: 1, estimatedTokens: { min: 1, p50: 700, p95: 900, max: 990 } },
    trace: { durationMs: 240_000, perBin, reusedShare: 0.4, outputTokens: 50 }, rows: [], placeKind: 'line', issues: [], issueCount: 0,
  }
  const form = withLoad({ kind: 'trace', traceScale: 2 }, { source: 'dataset', dataset, stageDurationS: null, stageRequests: null, isConversation: true })

  it('makes a plan that replays all of it, as long as recorded', () => {
    expect(issuesOf(form)).toEqual({})
    const plan = draftOf(form)
    expect(plan).toMatchObject({ stages: [{ arrival: 'trace', traceScale: 2 }], stageRequests: 179, stageDurationMs: null, workload: { promptTokens: 700, outputTokens: 50, source: { format: 'mooncake', count: 179 } } })
    expect(plan.workload.conversation).toBeUndefined()
    expect(plan.stages[0]?.ratePerS).toBeCloseTo(179 / 120)
    expect('plan' in parsePlanFile(planFileText(plan))).toBe(true)
    expect(formOfPlan(plan)).toMatchObject({ source: 'dataset', load: { kind: 'trace', traceScale: 2 } })
  })

  it('is the same on the command line', () => {
    const words = cliCommand(form, { url: 'http://127.0.0.1:1', apiBaseUrl: null, apis: [] }, 'm', null)
    expect(words).toContain("--trace 'my trace.jsonl'")
    expect(words).toContain('--trace-scale 2')
    for (const other of ['--dataset', '--output-tokens', '--turns', '--arrival', '--rate', '--duration', '--requests']) expect(words).not.toContain(`${other} `)
  })

  it('is drawn as dense as it is, and takes its own time', () => {
    const picture = schedulePicture(draftOf(form), chosenTrace(form))!
    expect(picture.most).toBeCloseTo(60)
    expect(picture.lines[0]?.slice(0, 3)).toEqual([[0, 1], [1 / 120, 1], [1 / 120, 1 / 60]])
    expect(schedulePicture(draftOf({ ...form, stageDurationS: 60 }), chosenTrace(form))!.lines[0]).toHaveLength(120)
    expect(estimateOf({ ...form, telemetry: false })).toMatchObject({ ms: 120_000, isUpperBound: false })
  })
})
