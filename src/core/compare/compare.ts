/** Compares two or more sessions: what differs in how they were run, and how far their figures are apart. */
import { comparedMetrics, factKinds, type ComparedFact, type ComparedFigure, type ComparedMetric, type ComparedStage, type Comparison, type Delta, type FactName } from '../model/comparison.ts'
import type { StageLoad } from '../model/load.ts'
import { deltaOf } from './deltas.ts'
import type { SessionDigest, StageDigest } from './digest.ts'
import type { DrawnFigure } from './figures.ts'
import { warningsOf } from './warnings.ts'

export { digestOf, type SessionDigest } from './digest.ts'
export { uniformOf } from './figures.ts'

const labels = 'ABCDEFGH'

/** Differences below this are rounding and chance, not a setting: lengths as they came, cached shares. */
const looseShare = 0.05
const loose: readonly FactName[] = ['promptTokens', 'outputTokens', 'modelBytes', 'memory']
const looseAbsolute: readonly FactName[] = ['cachedShare', 'vramShare']
/** A figure of this run, not a setting. */
const measured: readonly FactName[] = ['calibration']

function differs(name: FactName, values: readonly (string | number | null)[]): boolean {
  const known = values.filter((value) => value !== null)
  if (known.length < 2 || measured.includes(name)) return false
  const numbers = known.filter((value) => typeof value === 'number')
  if (numbers.length < known.length) return new Set(known).size > 1
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)]
  if (looseAbsolute.includes(name)) return high - low > 0.01
  return loose.includes(name) ? high > low * (1 + looseShare) : high !== low
}

function factsOf(digests: readonly SessionDigest[]): readonly ComparedFact[] {
  return (Object.keys(factKinds) as FactName[]).flatMap((name) => {
    const values = digests.map(({ facts }) => facts[name])
    return values.every((value) => value === null) ? [] : [{ name, kind: factKinds[name], values, differs: differs(name, values) }]
  })
}

interface Keyed {
  readonly key: string
  readonly load: StageLoad
  readonly digest: StageDigest
}

/** A load that a session ran twice is two stages: the first is matched with the others' first. */
function keyed({ stages }: SessionDigest): readonly Keyed[] {
  const seen = new Map<string, number>()
  return stages.map((digest) => {
    const { concurrency, ratePerS, arrival, rampTo } = digest.load
    const load = JSON.stringify([concurrency, ratePerS, arrival, rampTo])
    const count = seen.get(load) ?? 0
    seen.set(load, count + 1)
    return { key: `${load}#${count}`, load: digest.load, digest }
  })
}

function shown({ value, n, interval, independentN }: DrawnFigure): ComparedFigure {
  return { value, n, interval, ...(independentN === undefined ? {} : { independentN }) }
}

function deltasOf(metric: ComparedMetric, runs: readonly (StageDigest | null)[]): readonly (readonly (Delta | null)[])[] {
  return runs.map((base, i) => runs.map((other, j) => (base === null || other === null || i === j ? null : deltaOf(metric, base.figures[metric], other.figures[metric]))))
}

function byMetric<T>(make: (metric: ComparedMetric) => T): Record<ComparedMetric, T> {
  return Object.fromEntries(comparedMetrics.map((metric) => [metric, make(metric)])) as Record<ComparedMetric, T>
}

const noGoodput: DrawnFigure = { value: null, n: 0, interval: null, logs: null }

function stageOf(load: StageLoad, given: readonly (StageDigest | null)[], isSameSlo: boolean): ComparedStage {
  const runs = given.map((run) => (run === null || isSameSlo ? run : { ...run, figures: { ...run.figures, goodputPerS: noGoodput } }))
  return {
    load,
    runs: runs.map((run) => (run === null ? null : { ...run.run, figures: byMetric((metric) => shown(run.figures[metric])) })),
    deltas: byMetric((metric) => deltasOf(metric, runs)),
  }
}

/** From digests made with one source of draws each. The same input gives the same result. */
export function compareDigests(digests: readonly SessionDigest[]): Comparison {
  const stages = digests.map(keyed)
  const keys = [...new Map(stages.flat().map(({ key, load }) => [key, load] as const))]
  const found = (key: string) => stages.map((own) => own.find((stage) => stage.key === key)?.digest ?? null)
  const matched = keys.filter(([key]) => found(key).filter((stage) => stage !== null).length > 1)
  const facts = factsOf(digests)
  const isSameSlo = new Set(digests.map((digest) => digest.facts.slo)).size === 1
  return {
    sessions: digests.map(({ meta }, i) => ({ label: labels[i] ?? String(i + 1), meta })),
    facts,
    warnings: warningsOf({ digests, facts, hasCommonStage: matched.length > 0 }),
    stages: matched.map(([key, load]) => stageOf(load, found(key), isSameSlo)),
    unmatched: stages.flatMap((own, session) => own.filter(({ key }) => !matched.some(([one]) => one === key)).map(({ load }) => ({ session, load }))),
  }
}

