/** The user's own PromQL queries, evaluated step by step on the server: each series of an answer is a line of the query's lane. */
import type { PromQuery, RemoteIssue } from '../../../core/model/remote.ts'
import type { SignalDef } from '../../../core/model/telemetry.ts'
import type { PrometheusApi, RawSeries } from './prometheus-api.ts'
import { numberOf } from './raw-scrapes.ts'
import type { RemoteState } from './remote-state.ts'

/** More lines nobody could tell apart. */
const maxSeries = 20
const maxSteps = 10_000
const shownLabels = 80

export class QueryLanes {
  readonly #api: PrometheusApi
  readonly #state: RemoteState
  readonly #queries: readonly PromQuery[]
  readonly #doneS = new Map<PromQuery, number>()

  constructor(api: PrometheusApi, state: RemoteState, queries: readonly PromQuery[]) {
    this.#api = api
    this.#state = state
    this.#queries = queries
  }

  get count(): number {
    return this.#queries.length
  }

  /** What is new up to `nowMs` of the session; the issue of a query that can't be run. */
  async fetch(nowMs: number, offsetMs: number, intervalMs: number): Promise<RemoteIssue | null> {
    let issue: RemoteIssue | null = null
    const stepS = Math.max(1, Math.round(intervalMs / 1_000))
    const endS = Math.floor((nowMs + offsetMs) / 1_000 / stepS) * stepS
    for (const query of this.#queries) {
      const doneS = this.#doneS.get(query)
      const firstS = doneS === undefined ? Math.ceil(offsetMs / 1_000 / stepS) * stepS : doneS + stepS
      const startS = Math.max(firstS, endS - maxSteps * stepS)
      if (startS > endS) continue
      const got = await this.#api.range(query.expr, startS, endS, stepS)
      if (!got.ok) {
        issue = { ...got.error, detail: `${query.label}: ${got.error.detail}` }
        continue
      }
      this.#doneS.set(query, endS)
      for (const series of got.value.slice(0, maxSeries)) this.#push(query, series, offsetMs, stepS * 1_000)
    }
    return issue
  }

  #push({ label }: PromQuery, { metric, values }: RawSeries, offsetMs: number, windowMs: number): void {
    const labels = Object.entries(metric).filter(([name]) => name !== '__name__').map(([name, value]) => `${name}=${value}`).join(', ').slice(0, shownLabels)
    const def: SignalDef = { source: 'prometheus', device: [label, labels].filter((part) => part !== '').join(' · '), deviceLabel: label, signal: 'ext.query', unit: 'count', windowMs }
    for (const [seconds, text] of values) {
      const value = numberOf(text)
      this.#state.push(def, seconds * 1_000 - offsetMs, Number.isFinite(value) ? value : null, 'gap')
    }
  }
}
