/** Puts raw series of a Prometheus server back together into the scrapes they came from: all samples of a scrape share its time. */
import type { MetricSample } from '../../../core/server-metrics/prometheus.ts'
import type { RawSeries } from './prometheus-api.ts'

export interface RawScrape {
  /** The server's clock, ms since the epoch. */
  readonly atMs: number
  readonly isUp: boolean
  readonly samples: readonly MetricSample[]
}

export interface TargetScrapes {
  readonly job: string
  readonly instance: string
  /** In the order of time. */
  readonly scrapes: readonly RawScrape[]
}

/** `NaN`, `+Inf` and `-Inf` as the API writes them. */
export function numberOf(text: string): number {
  if (text === '+Inf') return Number.POSITIVE_INFINITY
  return text === '-Inf' ? Number.NEGATIVE_INFINITY : Number(text)
}

interface Draft {
  isUp: boolean
  readonly samples: MetricSample[]
}

export function groupScrapes(series: readonly RawSeries[]): readonly TargetScrapes[] {
  const targets = new Map<string, { readonly job: string; readonly instance: string; readonly drafts: Map<number, Draft> }>()
  for (const { metric, values } of series) {
    const { __name__: name = '', job = '', instance = '', ...labels } = metric
    const key = `${job} ${instance}`
    const target = targets.get(key) ?? { job, instance, drafts: new Map<number, Draft>() }
    targets.set(key, target)
    for (const [seconds, text] of values) {
      const atMs = Math.round(seconds * 1_000)
      const draft = target.drafts.get(atMs) ?? { isUp: true, samples: [] }
      target.drafts.set(atMs, draft)
      if (name === 'up') draft.isUp = text === '1'
      else draft.samples.push({ name, labels, value: numberOf(text) })
    }
  }
  return [...targets.values()].map(({ job, instance, drafts }) => ({
    job, instance, scrapes: [...drafts].map(([atMs, { isUp, samples }]) => ({ atMs, isUp, samples })).sort((a, b) => a.atMs - b.atMs),
  }))
}
