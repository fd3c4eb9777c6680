/** A comparison in words: the same in the window and the terminal. */
import { assertNever } from '../assert-never.ts'
import { usualSpread } from '../compare/spread.ts'
import { comparedMetrics, type ComparedFact, type ComparedFigure, type ComparedMetric, type ComparedStage, type Comparison, type ComparisonWarning, type Delta, type FactName } from '../model/comparison.ts'
import type { StageLoad } from '../model/load.ts'
import type { ApiKind, ServerEngine } from '../model/plan.ts'
import type { SessionMeta, SessionStatus } from '../model/session.ts'
import { roundedShare, sideOf } from './difference-text.ts'
import { missing, type Formatter } from './formatter.ts'
import { loadText, sloText } from './load-text.ts'
import { apiKey, engineKey, statusKey, type Translate } from './translate.ts'
import { lengthsText, sourceFacts } from './workload-text.ts'

type Words = { readonly f: Formatter; readonly t: Translate }

export function comparedMetricText(f: Formatter, metric: ComparedMetric, value: number | null): string {
  switch (metric) {
    case 'ttftP50Ms': case 'ttftP95Ms': case 'tpotP50Ms': case 'tpotP95Ms': case 'e2eP50Ms': return f.ms(value)
    case 'outputTokensPerS': return f.tokensPerS(value)
    case 'completedQps': case 'goodputPerS': return f.perS(value)
    case 'errorRate': return f.share(value)
    case 'grossJPerToken': return value === null ? missing : `${f.number(value)} J`
    default: return assertNever(metric)
  }
}

const wordsOf = {
  ttftP50Ms: 'speed', ttftP95Ms: 'speed', tpotP50Ms: 'speed', tpotP95Ms: 'speed', e2eP50Ms: 'speed',
  outputTokensPerS: 'amount', completedQps: 'amount', goodputPerS: 'amount', errorRate: 'failures', grossJPerToken: 'energy',
} as const satisfies Record<ComparedMetric, string>

/** A change in the metric's own way: per cent of the baseline, or points of a share (`isBare`: without that word). */
function changeText(words: Words, metric: ComparedMetric, change: number, half: number, isSigned: boolean, isBare = false): string {
  if (metric !== 'errorRate') return roundedShare(words, change, half, isSigned)
  const value = Math.round(Math.abs(change) * 1000) / 10
  const text = `${!isSigned || value === 0 ? '' : change > 0 ? '+' : '−'}${words.f.rate(value)}`
  return isBare ? text : words.t('compare:points', { value: text })
}

/** “6 % ± 2 %”, or “6 % (3 % … 12 %)” where the interval lies unevenly. */
function spanText(words: Words, metric: ComparedMetric, change: number, [low, high]: readonly [number, number]): string {
  const half = (high - low) / 2
  const isEven = Math.abs(change - (low + high) / 2) <= 0.2 * half && half < 0.9 * Math.abs(change)
  const size = changeText(words, metric, change, half, false)
  if (isEven) return `${size} ± ${changeText(words, metric, half, half, false)}`
  const [near, far] = [low, high].toSorted((a, b) => Math.abs(a) - Math.abs(b)) as [number, number]
  return words.t('compare:span', { size, from: changeText(words, metric, near, half, false, true), to: changeText(words, metric, far, half, false) })
}

const wide = 0.02
const narrow = 0.005

type Counts = Pick<ComparedFigure, 'n' | 'independentN'>

/** How many requests were too few; and where they resemble their neighbours, how many they are worth. */
function tooFewText({ f, t }: Words, change: string, [a, b]: readonly [Counts, Counts]): string {
  const counts = { change, a: f.count(a.n), b: f.count(b.n) }
  if (a.independentN === undefined || b.independentN === undefined) return t('compare:delta.too-few', counts)
  return t('compare:delta.too-few-alike', { ...counts, ownA: f.count(Math.max(1, a.independentN)), ownB: f.count(Math.max(1, b.independentN)) })
}

/** What may be said about a session against the baseline. `n`: of the baseline and of the session. */
export function deltaText(words: Words, metric: ComparedMetric, { change, interval, verdict }: Delta, name: string, n: readonly [Counts, Counts]): string {
  const { t } = words
  // Without an interval nothing says how many digits are real.
  const plain = change === null ? missing : changeText(words, metric, change, verdict === 'too-few' ? wide : narrow, true)
  switch (verdict) {
    case 'too-few': return tooFewText(words, plain, n)
    case 'unsettled': return t('compare:delta.unsettled', { change: plain })
    case 'no-ratio': return t('compare:delta.no-ratio')
    case 'no-interval': return t('compare:delta.no-interval', { change: plain })
    case 'none-shown': {
      if (change === null || interval === null) return t('compare:delta.no-figure')
      const half = (interval[1] - interval[0]) / 2
      return t('compare:delta.none-shown', { from: changeText(words, metric, interval[0], half, true, true), to: changeText(words, metric, interval[1], half, true) })
    }
    case 'b-higher': case 'b-lower': {
      if (change === null || interval === null) return t('compare:delta.no-figure')
      return t(`compare:delta.${wordsOf[metric]}.${sideOf(metric, verdict) ?? 'better'}`, { name, span: spanText(words, metric, change, interval) })
    }
    default: return assertNever(verdict)
  }
}

export interface ComparedCell {
  readonly value: string
  readonly n: string
  readonly interval: string | null
  /** The same interval in short. */
  readonly own: string | null
  /** Null for the baseline itself. */
  readonly delta: string | null
  readonly side: 'better' | 'worse' | null
  readonly change: number | null
}

export interface ComparedRow {
  readonly metric: ComparedMetric
  readonly label: string
  /** In the order of the sessions; null where one did not run the stage. */
  readonly cells: readonly (ComparedCell | null)[]
}

function cellOf(words: Words, metric: ComparedMetric, { runs, deltas }: ComparedStage, i: number, base: number, label: string): ComparedCell | null {
  const figure = runs[i]?.figures[metric]
  if (figure === undefined) return null
  const { f, t } = words
  const delta = deltas[metric][base]?.[i] ?? null
  const text = (value: number): string => comparedMetricText(f, metric, value)
  return {
    value: comparedMetricText(f, metric, figure.value), n: t('compare:n', { n: f.count(figure.n) }),
    interval: figure.interval === null ? null : t('compare:interval', { from: text(figure.interval[0]), to: text(figure.interval[1]) }),
    own: figure.interval === null ? null : t('compare:own', { from: text(figure.interval[0]), to: text(figure.interval[1]) }),
    delta: delta === null ? null : deltaText(words, metric, delta, label, [runs[base]?.figures[metric] ?? figure, figure]),
    side: delta === null ? null : sideOf(metric, delta.verdict), change: delta?.change ?? null,
  }
}

/** The figures of one stage against the session at position `base`; figures that nobody has are left out. */
export function comparedRows(words: Words, { sessions }: Comparison, stage: ComparedStage, base: number): readonly ComparedRow[] {
  return comparedMetrics.filter((metric) => stage.runs.some((run) => (run?.figures[metric].value ?? null) !== null)).map((metric) => ({
    metric, label: words.t(`compare:metric.${metric}`), cells: sessions.map(({ label }, i) => cellOf(words, metric, stage, i, base, label)),
  }))
}

function stageList(words: Words, json: string): string {
  const loads = (JSON.parse(json) as readonly (readonly unknown[])[]).map(([concurrency, ratePerS, arrival, rampTo]) => ({ concurrency, ratePerS, arrival, rampTo }) as StageLoad)
  return loads.map((load) => loadText(words, load) ?? missing).join(words.t('compare:join'))
}

/** One value of the differences as it is shown. */
export function factText(words: Words, { name, values }: ComparedFact, i: number, { plan }: SessionMeta): string {
  const { f, t } = words
  const value = values[i] ?? null
  if (value === null) return missing
  if (typeof value === 'number') {
    if (name === 'cachedShare' || name === 'vramShare') return f.share(value)
    if (name === 'modelBytes' || name === 'memory') return f.bytes(value)
    if (name === 'calibration') return f.ms(value)
    return name === 'temperature' ? f.full(value) : f.count(value)
  }
  switch (name) {
    case 'engine': return t(engineKey(value as ServerEngine))
    case 'api': return t(apiKey(value as ApiKind))
    case 'simulated': case 'client': return t(`compare:value.${name}.${value}`)
    case 'status': return t(statusKey(value as SessionStatus))
    case 'tokenSource': return t(`domain:tokenSource.${value}`)
    case 'workload': return [lengthsText(plan.workload, f, t), ...sourceFacts(plan.workload, f, t)].join(t('report:listJoin'))
    case 'slo': return plan.slo === undefined ? missing : sloText(words, plan.slo)
    case 'load': return stageList(words, value)
    default: return value
  }
}

export const factLabelKey = (name: FactName): string => `compare:fact.${name}`

/** A warning as a sentence, with the sessions and facts that it is about. */
export function warningText({ t }: Pick<Words, 't'>, { sessions }: Comparison, { name, sessions: about, facts }: ComparisonWarning): string {
  const names = about.map((i) => sessions[i]?.label ?? '').join(t('compare:join'))
  return t(`compare:warning.${name}`, { names, facts: facts.map((fact) => t(factLabelKey(fact))).join(t('compare:join')) })
}

/** What a session is, in a few words: what differs from the others, or else its model and server. */
export function contextText(words: Words, { facts, sessions }: Comparison, i: number): string {
  const session = sessions[i]
  if (session === undefined) return ''
  const skipped = ['workload', 'load', 'status', 'client', ...(facts.some(({ name, differs }) => name === 'model' && differs) ? ['quantisation'] : [])]
  const shown = facts.filter(({ kind, differs, values }) => kind !== 'note' && differs && (values[i] ?? null) !== null && typeof values[i] === 'string')
    .filter(({ name }) => !skipped.includes(name)).slice(0, 3)
  if (shown.length === 0) return `${session.meta.plan.target.model} · ${session.meta.plan.target.name}`
  // A version alone says nothing: its engine stands before it, unless that differs and is there already.
  const named = (fact: ComparedFact): string => (fact.name === 'engineVersion' && !shown.some(({ name }) => name === 'engine') ? `${words.t(engineKey(session.meta.plan.target.engine))} ` : '')
  return shown.map((fact) => `${named(fact)}${factText(words, fact, i, session.meta)}`).join(' · ')
}

/** What must be known to read the result. */
export function comparisonNotes({ f, t }: Words, { stages, sessions, claims, unmatched }: Comparison): readonly string[] {
  const verdicts = stages.flatMap(({ deltas }) => comparedMetrics.flatMap((metric) => (deltas[metric][0] ?? []).flatMap((delta) => (delta === null || delta.interval === null ? [] : [delta.verdict]))))
  const whole = (share: number): string => roundedShare({ f, t }, share, wide, false)
  const floor = (metric: ComparedMetric): string => whole(claims.floors[metric])
  const missed = [...new Set(unmatched.map(({ session }) => session))].map((session) =>
    t('compare:note.unmatched', { name: sessions[session]?.label ?? '', loads: unmatched.filter((one) => one.session === session).map(({ load }) => loadText({ f, t }, load) ?? missing).join(t('compare:join')) }))
  return [
    t('compare:note.method'),
    ...(claims.together === 0 ? [] : [
      t('compare:note.together', { count: claims.together }),
      t(claims.isRepeated ? 'compare:note.repeated' : 'compare:note.once', { spread: whole(usualSpread.tpotP50Ms), floor: floor('tpotP50Ms'), first: floor('ttftP50Ms'), firstTail: floor('ttftP95Ms') }),
    ]),
    ...(verdicts.includes('none-shown') ? [t('compare:note.noneShown')] : []),
    ...missed,
  ]
}
