/** What makes a comparison unfair, or needs to be kept in mind when it is read. */
import type { ComparedFact, ComparisonWarning, ComparisonWarningName, FactName } from '../model/comparison.ts'
import type { SessionDigest } from './digest.ts'

/** Lengths that differ by more than this share cost differently. */
const lengthShare = 0.05
const cacheShare = 0.01
const powerNames: readonly FactName[] = ['powerLimit']
const machineNames: readonly FactName[] = ['hostname', 'cpu', 'memory', 'gpus']

interface Context {
  readonly digests: readonly SessionDigest[]
  readonly facts: readonly ComparedFact[]
  readonly hasCommonStage: boolean
}

function differing({ facts }: Context, names: readonly FactName[]): readonly FactName[] {
  return facts.filter(({ name, differs }) => differs && names.includes(name)).map(({ name }) => name)
}

function numbers({ digests }: Context, name: FactName): readonly number[] {
  return digests.flatMap(({ facts }) => (typeof facts[name] === 'number' ? [facts[name]] : []))
}

function spread(values: readonly number[]): number {
  return values.length < 2 ? 0 : Math.max(...values) / Math.max(Number.MIN_VALUE, Math.min(...values)) - 1
}

function places({ digests }: Context, is: (digest: SessionDigest) => boolean): readonly number[] {
  return digests.flatMap((digest, i) => (is(digest) ? [i] : []))
}

/** Of all sessions, about some of their facts. */
function about(name: ComparisonWarningName, weight: ComparisonWarning['weight'], facts: readonly FactName[]): readonly ComparisonWarning[] {
  return facts.length === 0 ? [] : [{ name, weight, sessions: [], facts }]
}

function of(name: ComparisonWarningName, weight: ComparisonWarning['weight'], sessions: readonly number[], facts: readonly FactName[] = []): readonly ComparisonWarning[] {
  return sessions.length === 0 ? [] : [{ name, weight, sessions, facts }]
}

function conditions(context: Context): readonly ComparisonWarning[] {
  const workload = differing(context, ['workload'])
  const lengths = (['promptTokens', 'outputTokens'] as const).filter((name) => spread(numbers(context, name)) > lengthShare)
  const cached = numbers(context, 'cachedShare')
  const isCacheApart = cached.length > 1 && Math.max(...cached) - Math.min(...cached) > cacheShare
  return [
    ...about('simulated', 'unfair', differing(context, ['simulated'])),
    ...about('workload', 'unfair', workload),
    ...about('lengths', 'unfair', workload.length > 0 ? [] : lengths),
    ...about('token-source', 'unfair', differing(context, ['tokenSource'])),
    ...about('cache', 'unfair', isCacheApart ? ['cachedShare'] : []),
    ...about('temperature', 'careful', differing(context, ['temperature'])),
    ...about('context', 'careful', differing(context, ['context'])),
    ...about('machine', 'careful', differing(context, machineNames)),
    ...about('power-limit', 'careful', differing(context, powerNames)),
  ]
}

function runs(context: Context): readonly ComparisonWarning[] {
  return [
    ...of('client-limited', 'unfair', places(context, ({ isClientLimited }) => isClientLimited), ['client']),
    ...of('disturbed', 'unfair', places(context, ({ isDisturbed }) => isDisturbed)),
    ...of('failures', 'unfair', places(context, ({ stages }) => stages.some(({ isFailing }) => isFailing))),
    ...of('not-completed', 'careful', places(context, ({ meta }) => meta.status !== 'completed' && meta.status !== 'running'), ['status']),
    ...of('running', 'careful', places(context, ({ meta }) => meta.status === 'running'), ['status']),
  ]
}

/** The unfair ones first. */
export function warningsOf(context: Context): readonly ComparisonWarning[] {
  const subjects = context.facts.filter(({ kind, differs, name }) => kind === 'subject' && differs && !derived.includes(name)).map(({ name }) => name)
  // An exported copy has another id, but began at the same instant with the same seed.
  const ids = context.digests.map(({ meta }) => `${meta.createdAtMs}/${meta.plan.seed}/${meta.durationMs}`)
  const twice = ids.flatMap((id, i) => (ids.indexOf(id) < i ? [i] : []))
  const all = [
    ...(context.hasCommonStage ? [] : [{ name: 'no-common-stage', weight: 'unfair', sessions: [], facts: [] } as const]),
    ...conditions(context), ...runs(context),
    ...of('same-session', 'careful', twice),
    ...about('many-subjects', 'careful', subjects.length > 1 ? subjects : []),
  ]
  return all.toSorted((a, b) => Number(a.weight === 'careful') - Number(b.weight === 'careful'))
}

/** Follow from the model or the engine, and count as one difference with it. */
const derived: readonly FactName[] = ['modelBytes', 'vramShare', 'quantisation', 'engineVersion']
