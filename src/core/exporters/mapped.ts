/** One scrape of an exporter, and what it means in the product's own signals. */
import type { SignalDef } from '../model/telemetry.ts'
import type { MetricSample } from '../server-metrics/prometheus.ts'

/** Everything one exporter said at one instant. Time on any one clock, ms. */
export interface Scrape {
  readonly atMs: number
  readonly samples: readonly MetricSample[]
}

/** `window`: the value stands for the time since the scrape before. A null value is a gap: a counter that began anew. */
export interface MappedSignal extends Pick<SignalDef, 'signal' | 'unit' | 'device' | 'deviceLabel'> {
  readonly isRate: boolean
  readonly value: number | null
}

/** The samples of a scrape by name. */
export class ScrapeIndex {
  readonly atMs: number
  readonly samples: readonly MetricSample[]
  readonly #byName = new Map<string, MetricSample[]>()

  constructor({ atMs, samples }: Scrape) {
    this.atMs = atMs
    this.samples = samples
    for (const sample of samples) {
      const known = this.#byName.get(sample.name)
      if (known === undefined) this.#byName.set(sample.name, [sample])
      else known.push(sample)
    }
  }

  all(name: string): readonly MetricSample[] {
    return this.#byName.get(name) ?? []
  }

  /** The only (or first) value of a name; null when absent or no number. */
  value(name: string): number | null {
    const value = this.#byName.get(name)?.[0]?.value
    return value === undefined || !Number.isFinite(value) ? null : value
  }

  /** Sum over the samples that count; null when there is none. */
  sum(name: string, counts: (labels: MetricSample['labels']) => boolean = () => true): number | null {
    const own = this.all(name).filter(({ labels, value }) => counts(labels) && Number.isFinite(value))
    return own.length === 0 ? null : own.reduce((sum, { value }) => sum + value, 0)
  }
}

/** Growth a second between two readings of a counter; null when it is absent in either, began anew, or no time passed. */
export function ratePerS(before: number | null, after: number | null, elapsedMs: number): number | null {
  return before === null || after === null || after < before || elapsedMs <= 0 ? null : ((after - before) * 1_000) / elapsedMs
}
