/** Compares two or more sessions: what differs in how they were run, and how far their figures are apart. */
import { comparedMetrics, factKinds, type ComparedFact, type ComparedFigure, type ComparedMetric, type ComparedStage, type Comparison, type Delta, type FactName } from '../model/comparison.ts'
import type { StageLoad } from '../model/load.ts'
import { deltaOf, reach } from './deltas.ts'
import type { SessionDigest, StageDigest } from './digest.ts'
import type { DrawnFigure } from './figures.ts'
import { spreadOf, usualSpread } from './spread.ts'
import { warningsOf } from './warnings.ts'

export { digestOf, type SessionDigest } from './digest.ts'
export { uniformOf } from './figures.ts'

const labels = 'ABCDEFGH'

/** Differences below this are rounding and chance, not a setting: lengths as they came, cached shares. */
const looseShare = 0.05
const loose: readonly FactName[] = ['promptTokens', 'outputTokens', 'modelBytes', 'memory']
const looseAbsolute: readonly FactName[] = ['cachedShare', 'vramShare']
/** Comes out a little different each time. */
const ofChance: readonly FactName[] = [...loose, ...looseAbsolute, 'client', 'status', 'calibration']
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

type Runs = readonly (StageDigest | null)[]

/** The spread for sessions at two places. Sessions that are compared with each other are no repeats to each other, whatever they have in common. */
type SpreadFor = (one: number, other: number) => number

function spreadFor(metric: ComparedMetric, runs: Runs, settings: readonly (readonly number[])[]): SpreadFor {
  const figures = settings.map((places) => places.flatMap((place) => runs[place]?.figures[metric] ?? []))
  const without = settings.map((_, left) => spreadOf(metric, figures.filter((_own, i) => i !== left)))
  const all = spreadOf(metric, figures)
  return (one, other) => without[settings.findIndex((places) => places.includes(one) && places.includes(other))] ?? all
}

const ofFirstToken: readonly ComparedMetric[] = ['ttftP50Ms', 'ttftP95Ms']

/** A request that fails makes room: how the others meet, and so when they get their first token, differs from run to run by more than a run can tell. */
function settled(metric: ComparedMetric, runs: readonly StageDigest[], delta: Delta): Delta {
  const isClaim = delta.verdict === 'b-higher' || delta.verdict === 'b-lower'
  return isClaim && ofFirstToken.includes(metric) && runs.some(({ hasFailures }) => hasFailures) ? { ...delta, verdict: 'unsettled' } : delta
}

function deltasOf(metric: ComparedMetric, runs: Runs, together: number, spread: SpreadFor): readonly (readonly (Delta | null)[])[] {
  return runs.map((base, i) => runs.map((other, j) => (
    base === null || other === null || i === j ? null : settled(metric, [base, other], deltaOf(metric, base.figures[metric], other.figures[metric], { together, spread: spread(i, j) })))))
}

function byMetric<T>(make: (metric: ComparedMetric) => T): Record<ComparedMetric, T> {
  return Object.fromEntries(comparedMetrics.map((metric) => [metric, make(metric)])) as Record<ComparedMetric, T>
}

const noGoodput: DrawnFigure = { value: null, n: 0, interval: null, logs: null }

/** Without what can't be compared, because the sessions asked for different limits. */
function comparable(runs: Runs, isSameSlo: boolean): Runs {
  return runs.map((run) => (run === null || isSameSlo ? run : { ...run, figures: { ...run.figures, goodputPerS: noGoodput } }))
}

/** Differences with an interval against one baseline: they are read together. */
function togetherOf(all: readonly Runs[]): number {
  const inOne = (runs: Runs, metric: ComparedMetric): number => {
    const known = runs.filter((run) => run !== null && (metric === 'errorRate' ? run.figures.errorRate.shareOf !== undefined : run.figures[metric].logs !== null)).length
    return Math.max(0, known - 1)
  }
  return all.reduce((sum, runs) => sum + comparedMetrics.reduce((total, metric) => total + inOne(runs, metric), 0), 0)
}

/** Positions of sound sessions of one setting: all that is compared and all that should be the same is the same. */
function settingsOf(digests: readonly SessionDigest[]): readonly (readonly number[])[] {
  const byKey = new Map<string, number[]>()
  for (const [place, { facts, meta, isDisturbed, isClientLimited }] of digests.entries()) {
    if (meta.status !== 'completed' || isDisturbed || isClientLimited) continue
    const key = JSON.stringify((Object.keys(factKinds) as FactName[]).filter((name) => factKinds[name] !== 'note' && !ofChance.includes(name)).map((name) => facts[name]))
    byKey.set(key, [...(byKey.get(key) ?? []), place])
  }
  return [...byKey.values()]
}

function stageOf(load: StageLoad, runs: Runs, together: number, settings: readonly (readonly number[])[]): ComparedStage {
  return {
    load,
    runs: runs.map((run) => (run === null ? null : { ...run.run, figures: byMetric((metric) => shown(run.figures[metric])) })),
    deltas: byMetric((metric) => deltasOf(metric, runs, together, spreadFor(metric, runs, settings))),
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
  const settings = settingsOf(digests)
  const runs = matched.map(([key]) => comparable(found(key), isSameSlo))
  const together = togetherOf(runs)
  return {
    sessions: digests.map(({ meta }, i) => ({ label: labels[i] ?? String(i + 1), meta })),
    facts,
    warnings: warningsOf({ digests, facts, hasCommonStage: matched.length > 0 }),
    stages: matched.map(([, load], i) => stageOf(load, runs[i]!, together, settings)),
    claims: { together, floors: byMetric((metric) => reach(together) * Math.SQRT2 * usualSpread[metric]), isRepeated: settings.length > 1 && settings.some((places) => places.length > 1) },
    unmatched: stages.flatMap((own, session) => own.filter(({ key }) => !matched.some(([one]) => one === key)).map(({ load }) => ({ session, load }))),
  }
}

