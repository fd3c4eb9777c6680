import { beforeAll, describe, expect, it } from 'vitest'
import { analyseSession } from '../../../../src/core/analysis/index.ts'
import { compareDigests, digestOf, uniformOf } from '../../../../src/core/compare/compare.ts'
import { quantileCurve } from '../../../../src/core/compare/curves.ts'
import { quantisationOf } from '../../../../src/core/compare/facts.ts'
import { independentCount, quantileFigure, rateFigure, shareInterval } from '../../../../src/core/compare/figures.ts'
import { deltaOf, reach } from '../../../../src/core/compare/deltas.ts'
import { spreadOf, usualSpread } from '../../../../src/core/compare/spread.ts'
import { comparedMetrics, comparisonWarnings, factKinds, type Comparison, type ComparedMetric } from '../../../../src/core/model/comparison.ts'
import type { StoredSession } from '../../../../src/core/model/stored-session.ts'
import { comparedRows, comparisonNotes, contextText, deltaText, factLabelKey, factText, formatterFor, warningText } from '../../../../src/core/format/index.ts'
import { comparisonExport } from '../../../../src/core/report/index.ts'
import { normal } from '../../../../src/core/stats/draws.ts'
import { createI18n, createTranslate, languages } from '../../../../src/shared/i18n/index.ts'
import { labSession } from '../../../support/lab-sessions.ts'
import { fakeStoredSession } from '../../../support/stored-session.ts'

function compare(...sessions: readonly StoredSession[]): Comparison {
  return compareDigests(sessions.map((stored, i) => digestOf(stored, analyseSession(stored), uniformOf(i + 1))))
}

function withTarget(stored: StoredSession, target: Partial<StoredSession['meta']['plan']['target']>): StoredSession {
  return { ...stored, meta: { ...stored.meta, plan: { ...stored.meta.plan, target: { ...stored.meta.plan.target, ...target } } } }
}

const warnings = ({ warnings: all }: Comparison): readonly string[] => all.map(({ name }) => name)
/** A difference that is looked at by itself, between runs that would be the same again. */
const alone = { together: 1, spread: 0 }
const en = { f: formatterFor('en'), t: createTranslate('en') }

describe('a true difference and none', () => {
  const ids = ['healthy-batching', 'healthy-slots']
  let equal: readonly Comparison[]
  beforeAll(() => {
    equal = ids.map((id) => compare(...Array.from({ length: 5 }, (_, i) => labSession(id, 200 + i))))
  }, 60_000)

  it('claims a difference between equal runs in at most one of twenty comparisons', () => {
    let [claims, all] = [0, 0]
    for (const { stages } of equal) {
      for (const { deltas } of stages) {
        for (const metric of comparedMetrics) {
          for (const delta of deltas[metric].flatMap((row, i) => row.slice(i + 1))) {
            if (delta === null || delta.interval === null) continue
            all += 1
            if (delta.verdict !== 'none-shown') claims += 1
          }
        }
      }
    }
    expect(all).toBeGreaterThan(300)
    expect(claims / all).toBeLessThanOrEqual(0.05)
    for (const one of equal) expect(warnings(one)).toEqual([])
  })

  it('claims nothing between equal runs whose requests fail now and then', () => {
    const { stages, claims } = compare(...Array.from({ length: 5 }, (_, i) => labSession('sporadic-5xx', 400 + i)))
    const verdicts = stages.flatMap(({ deltas }) => comparedMetrics.flatMap((metric) => deltas[metric].flatMap((row, i) => row.slice(i + 1).flatMap((delta) => delta?.verdict ?? []))))
    expect(verdicts.length).toBeGreaterThan(200)
    expect(verdicts.filter((verdict) => verdict === 'b-higher' || verdict === 'b-lower')).toEqual([])
    expect(claims.together).toBeGreaterThan(50)
  })

  it('finds a server whose steps take a fifth longer, in the right direction', () => {
    const slower = labSession('healthy-slots', 300, (behaviour) => ({ ...behaviour, step: (time) => ({ gpuMs: time.gpuMs * 1.2, hostMs: time.hostMs * 1.2 }) }))
    const { stages } = compare(labSession('healthy-slots', 301), slower)
    for (const { deltas } of stages) {
      const tpot = deltas.tpotP50Ms[0]![1]!
      expect(tpot.verdict).toBe('b-higher')
      expect(tpot.interval![0]).toBeLessThan(0.2)
      expect(tpot.interval![1]).toBeGreaterThan(0.15)
      expect(deltas.outputTokensPerS[0]![1]!.verdict).toBe('b-lower')
      expect(deltas.tpotP50Ms[1]![0]!.verdict).toBe('b-lower')
      expect(deltaText(en, 'tpotP50Ms', tpot, 'B', [{ n: 50 }, { n: 50 }])).toMatch(/^B is \d+(\.\d)? % ± \d+(\.\d)? % slower$/)
    }
  })

  it('gives the same result for the same sessions', () => {
    const one = fakeStoredSession({ seed: 3 })
    const other = fakeStoredSession({ seed: 4 })
    expect(compare(one, other)).toEqual(compare(one, other))
  })
})

describe('figures and their differences', () => {
  it('says that n is too small instead of guessing', () => {
    const few = quantileFigure(Float64Array.from([100, 110, 120]), 0.5, uniformOf(1))
    expect(few).toMatchObject({ value: 110, n: 3, interval: null })
    const delta = deltaOf('ttftP50Ms', few, few, alone)
    expect(delta.verdict).toBe('too-few')
    expect(deltaText(en, 'ttftP50Ms', delta, 'B', [{ n: 3 }, { n: 3 }])).toContain('n too small (n 3 and 3)')
  })

  it('widens where neighbours resemble each other', () => {
    const uniform = uniformOf(5)
    const apart = Float64Array.from({ length: 300 }, () => 100 + 10 * normal(uniform))
    let state = 0
    const alike = apart.map((value) => (state = 0.95 * state + Math.sqrt(1 - 0.95 ** 2) * (value - 100))).map((value) => value + 100)
    const width = (values: Float64Array): number => {
      const { interval } = quantileFigure(values, 0.5, uniformOf(1))
      return interval![1] - interval![0]
    }
    expect(width(alike)).toBeGreaterThan(2 * width(apart))
  })

  it('widens where the level strays between parts of a run, although neighbours do not resemble each other', () => {
    const uniform = uniformOf(7)
    const strays = Float64Array.from({ length: 300 }, (_, i) => (uniform() < [0.2, 0.8, 0.3, 0.7, 0.2][Math.floor(i / 60)]! ? 1 : 0))
    const steady = Float64Array.from({ length: 300 }, () => (uniform() < 0.44 ? 1 : 0))
    expect(independentCount(strays)).toBeLessThan(independentCount(steady) / 2)
  })

  it('allows for runs that differ, and for many differences at once', () => {
    const values = (level: number, seed: number): Float64Array => {
      const uniform = uniformOf(seed)
      return Float64Array.from({ length: 400 }, () => level * (100 + normal(uniform)))
    }
    const [a, b] = [quantileFigure(values(1, 1), 0.5, uniformOf(1)), quantileFigure(values(1.04, 2), 0.5, uniformOf(2))]
    expect(deltaOf('tpotP50Ms', a, b, alone).verdict).toBe('b-higher')
    expect(deltaOf('tpotP50Ms', a, b, { together: 1, spread: usualSpread.tpotP50Ms }).verdict).toBe('none-shown')
    const half = (together: number): number => {
      const [low, high] = deltaOf('tpotP50Ms', a, b, { together, spread: 0.01 }).interval!
      return high - low
    }
    expect(half(30)).toBeGreaterThan(1.4 * half(1))
    expect(reach(1)).toBeCloseTo(1.96, 2)
    expect(reach(10)).toBeCloseTo(2.807, 1)
  })

  it('learns from repeats how much runs differ', () => {
    const runs = (levels: readonly number[]) => levels.map((level, i) => quantileFigure(Float64Array.from({ length: 400 }, (_, k) => level * (100 + (k % 7))), 0.5, uniformOf(i + 1)))
    const calm = spreadOf('tpotP50Ms', [runs([1, 1.001, 0.999, 1.0005]), runs([1.2, 1.201, 1.199, 1.2])])
    const restless = spreadOf('tpotP50Ms', [runs([1, 1.1, 0.9, 1.05]), runs([1.2, 1.3, 1.1, 1.15])])
    expect(calm).toBeLessThan(0.75 * usualSpread.tpotP50Ms)
    expect(restless).toBeGreaterThan(2 * usualSpread.tpotP50Ms)
    expect(spreadOf('tpotP50Ms', [runs([1]), runs([1.3])])).toBe(usualSpread.tpotP50Ms)
  })

  it('says how many independent requests neighbours are worth where those are too few', () => {
    const steps = Float64Array.from({ length: 40 }, (_, i) => (i < 20 ? 100 : 200) + (i % 3))
    const figure = quantileFigure(steps, 0.5, uniformOf(1))
    expect(figure.interval).toBeNull()
    expect(figure.independentN).toBeLessThan(6)
    expect(deltaText(en, 'tpotP50Ms', deltaOf('tpotP50Ms', figure, figure, alone), 'B', [figure, figure])).toMatch(/n 40 and 40, worth \d and \d independent requests/)
  })

  it('has no ratio to nothing, and no interval for single numbers', () => {
    const zero = rateFigure(0, new Float64Array(10), 0, uniformOf(1))
    const some = rateFigure(5, Float64Array.from({ length: 10 }, (_, i) => 4 + (i % 3)), 0, uniformOf(2))
    expect(deltaOf('goodputPerS', zero, some, alone).verdict).toBe('no-ratio')
    expect(some.interval![0]).toBeLessThan(5)
    const single = { value: 2, n: 9, interval: null, logs: null, isSingle: true }
    expect(deltaOf('grossJPerToken', single, { ...single, value: 3 }, alone)).toEqual({ change: 0.5, interval: null, verdict: 'no-interval' })
  })

  it('compares failures in points, with the interval of both shares', () => {
    const none = { value: 0, n: 200, interval: shareInterval(0, 200), logs: null, shareOf: 200 }
    const tenth = { value: 0.1, n: 200, interval: shareInterval(0.1, 200), logs: null, shareOf: 200 }
    const delta = deltaOf('errorRate', none, tenth, alone)
    expect(delta).toMatchObject({ change: 0.1, verdict: 'b-higher' })
    expect(deltaText(en, 'errorRate', delta, 'B', [{ n: 200 }, { n: 200 }])).toMatch(/^B fails 10 points/)
    expect(deltaOf('errorRate', none, none, alone).verdict).toBe('none-shown')
  })

  it('never writes a difference that its own interval denies', () => {
    const text = (change: number, interval: readonly [number, number]): string => deltaText(en, 'ttftP50Ms', { change, interval, verdict: change > 0 ? 'b-higher' : 'b-lower' }, 'B', [{ n: 50 }, { n: 50 }])
    expect(text(-0.06, [-0.08, -0.04])).toBe('B is 6 % ± 2 % faster')
    expect(text(0.18, [0.002, 0.4])).toBe('B is 18 % (0 % … 40 %) slower')
    expect(text(0.0123, [0.011, 0.0136])).toBe('B is 1.23 % ± 0.13 % slower')
  })
})

describe('curves', () => {
  it('end at the extremes and rise, also where the sample is thinned', () => {
    for (const n of [1, 10, 100_000]) {
      const { valuesMs, n: count } = quantileCurve(Float64Array.from({ length: n }, (_, i) => (i * 7919) % n))!
      expect(count).toBe(n)
      expect([valuesMs[0], valuesMs.at(-1)]).toEqual([0, n - 1])
      expect([...valuesMs]).toEqual([...valuesMs].toSorted((a, b) => a - b))
    }
    expect(quantileCurve(new Float64Array())).toBeNull()
  })
})

describe('what differs', () => {
  const base = fakeStoredSession({ seed: 1, gpu: true })

  it('names it and does not call a comparison of models unfair', () => {
    const both = compare(base, withTarget(fakeStoredSession({ seed: 2, gpu: true }), { model: 'Other-8B-Q8_0' }))
    expect(both.facts.filter(({ differs }) => differs).map(({ name }) => name)).toEqual(['model', 'quantisation'])
    expect(both.warnings.filter(({ weight, name }) => weight === 'unfair' && name !== 'failures')).toEqual([])
    expect(contextText(en, both, 1)).toBe('Other-8B-Q8_0')
  })

  it.each<readonly [string, (stored: StoredSession) => StoredSession]>([
    ['simulated', (stored) => withTarget(stored, { simulated: true })],
    ['workload', (stored) => ({ ...stored, meta: { ...stored.meta, plan: { ...stored.meta.plan, workload: { ...stored.meta.plan.workload, outputTokens: 999 } } } })],
    ['token-source', (stored) => ({ ...stored, requests: stored.requests.map((request) => ({ ...request, tokenSource: request.tokenSource === null ? null : 'chunks' as const })) })],
    ['lengths', (stored) => ({ ...stored, requests: stored.requests.map((request) => ({ ...request, promptTokens: 4000 })) })],
    ['cache', (stored) => ({ ...stored, requests: stored.requests.map((request) => ({ ...request, cachedTokens: request.promptTokens })) })],
    ['machine', (stored) => ({ ...stored, meta: { ...stored.meta, host: { ...stored.meta.host!, hostname: 'elsewhere', cpuModel: 'Other CPU' } } })],
    ['temperature', (stored) => ({ ...stored, meta: { ...stored.meta, plan: { ...stored.meta.plan, temperature: 1 } } })],
    ['not-completed', (stored) => ({ ...stored, meta: { ...stored.meta, status: 'interrupted' } })],
    ['disturbed', (stored) => ({ ...stored, events: [...stored.events, { atMs: 5, kind: 'clock-jump', stage: null, detail: null }] })],
    ['client-limited', (stored) => ({ ...stored, clientSamples: stored.clientSamples.map((sample) => ({ ...sample, loopDelayP99Ms: 80 })) })],
    ['no-common-stage', (stored) => ({ ...stored, stages: stored.stages.map((stage) => ({ ...stage, concurrency: 77 })) })],
    ['same-session', (stored) => ({ ...stored, meta: { ...base.meta, id: stored.meta.id } })],
  ])('warns of %s', (name, change) => {
    const other = fakeStoredSession({ seed: 2, gpu: true })
    const fresh = { ...other, requests: other.requests.map((request) => ({ ...request, cachedTokens: 0 })) }
    const first = { ...base, requests: base.requests.map((request) => ({ ...request, cachedTokens: 0 })) }
    expect(warnings(compare(first, fresh))).not.toContain(name)
    expect(warnings(compare(first, change(fresh)))).toContain(name)
  })

  it('matches stages by load, however they are numbered, and lists the rest', () => {
    const { stages, unmatched } = compare(fakeStoredSession({ users: [1, 4, 8] }), fakeStoredSession({ users: [4, 1, 16], seed: 2 }))
    expect(stages.map(({ load, runs }) => [load.concurrency, ...runs.map((run) => run?.stage)])).toEqual([[1, 0, 1], [4, 1, 0]])
    expect(unmatched.map(({ session, load }) => [session, load.concurrency])).toEqual([[0, 8], [1, 16]])
  })

  it('reads the quantisation out of names', () => {
    expect(['llama-3.1-8b-q4_k_m', 'Qwen3-8B-AWQ', 'x/gpt-oss-20b-MXFP4', 'm:8b-instruct-fp16', 'Model-IQ3_XXS.gguf', 'mlx-4bit', 'llama-3.1-8b'].map(quantisationOf))
      .toEqual(['Q4_K_M', 'AWQ', 'MXFP4', 'FP16', 'IQ3_XXS', '4BIT', null])
  })
})

describe('extreme sessions', () => {
  it('compares sessions without requests, without a host, of one request', () => {
    const empty = { ...fakeStoredSession({ seed: 9 }), requests: [], telemetry: [], clientSamples: [], events: [] }
    const bare = { ...empty, meta: { ...empty.meta, host: null } }
    const one = fakeStoredSession({ seed: 8 })
    const comparison = compare(bare, { ...one, requests: one.requests.slice(0, 1) }, empty)
    expect(comparison.stages).toEqual([])
    expect(warnings(comparison)).toContain('no-common-stage')
    expect(JSON.parse(JSON.stringify(comparisonExport(comparison)))).toMatchObject({ format: 'llm-dyno-comparison', version: 1, stages: [] })
  })

  it('takes eight sessions', () => {
    const comparison = compare(...Array.from({ length: 8 }, (_, i) => fakeStoredSession({ seed: i + 1, users: [2] })))
    expect(comparison.sessions.map(({ label }) => label).join('')).toBe('ABCDEFGH')
    expect(comparedRows(en, comparison, comparison.stages[0]!, 7)[0]!.cells[7]!.delta).toBeNull()
  })
})

describe.each(languages)('words in %s', (language) => {
  const i18n = createI18n(language)
  const words = { f: formatterFor(language), t: createTranslate(language) }

  it('has a text for every fact, warning and figure', () => {
    const keys = [
      ...(Object.keys(factKinds) as (keyof typeof factKinds)[]).map(factLabelKey),
      ...comparisonWarnings.map((name) => `compare:warning.${name}`), ...comparedMetrics.map((metric: ComparedMetric) => `compare:metric.${metric}`),
    ]
    expect(keys.filter((key) => !i18n.exists(key))).toEqual([])
  })

  it('writes a whole comparison without a hole', () => {
    const comparison = compare(fakeStoredSession({ seed: 1, gpu: true, failures: 0.3 }), withTarget(fakeStoredSession({ seed: 2 }), { api: 'ollama-chat', simulated: true }))
    const texts = [
      ...comparison.facts.flatMap((fact) => comparison.sessions.map(({ meta }, i) => factText(words, fact, i, meta))),
      ...comparison.warnings.map((warning) => warningText(words, comparison, warning)), ...comparisonNotes(words, comparison),
      ...comparison.stages.flatMap((stage) => comparedRows(words, comparison, stage, 0).flatMap(({ cells }) => cells.flatMap((cell) => [cell?.value ?? '', cell?.delta ?? '', cell?.interval ?? '']))),
    ]
    expect(texts.length).toBeGreaterThan(60)
    expect(texts.filter((text) => /\{\{|undefined|NaN|compare:|domain:|Infinity/.test(text))).toEqual([])
  })
})
