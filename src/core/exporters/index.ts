/** From scrapes of exporters to the product's own signals: machine, graphics cards, model server. */
import { serverRates } from '../server-metrics/rates.ts'
import { isServerMetric, readMetricSamples, serverMetricsPattern } from '../server-metrics/reading.ts'
import { gpuMetricNames, gpuSignals } from './gpu-exporters.ts'
import type { MappedSignal, ScrapeIndex } from './mapped.ts'
import { nodeMetricNames, nodeSignals } from './node-exporter.ts'

export { ScrapeIndex, type MappedSignal, type Scrape } from './mapped.ts'
export { nodeName, nodeTimeMs, oomKills } from './node-exporter.ts'

const names: ReadonlySet<string> = new Set([...nodeMetricNames, ...gpuMetricNames])

/** Spares the work on the many metrics that nobody reads. */
export function isKnownMetric(name: string): boolean {
  return names.has(name) || isServerMetric(name)
}

/** Matches the known names, for a query to a Prometheus server. */
export const knownMetricsPattern = `${[...names].join('|')}|${serverMetricsPattern}`

function serverSignals(before: ScrapeIndex | null, now: ScrapeIndex, model: string): readonly MappedSignal[] {
  const reading = readMetricSamples(now.samples, model)
  const rates = before === null ? null : serverRates(readMetricSamples(before.samples, model), reading, now.atMs - before.atMs)
  const share = (value: number | null) => (value === null ? null : 100 * value)
  const gauges = [['srv.running', 'count', reading.running], ['srv.waiting', 'count', reading.waiting], ['srv.kv', '%', share(reading.kvShare)]] as const
  const grown = rates === null ? [] : ([['srv.preempt', '1/s', rates.preemptionsPerS], ['srv.prefix.hit', '%', share(rates.prefixHitShare)], ['srv.tokens', 'tok/s', rates.tokensPerS]] as const)
  const one = (isRate: boolean) => ([signal, unit, value]: readonly [MappedSignal['signal'], MappedSignal['unit'], number | null]): readonly MappedSignal[] =>
    value === null ? [] : [{ signal, unit, value, device: '', deviceLabel: '', isRate }]
  return [...gauges.flatMap(one(false)), ...grown.flatMap(one(true))]
}

/** Everything two scrapes in a row tell; rates need the one before. `model`: the one under test, where a server has several. */
export function mapScrapes(before: ScrapeIndex | null, now: ScrapeIndex, model: string): readonly MappedSignal[] {
  return [...nodeSignals(before, now), ...gpuSignals(now), ...serverSignals(before, now, model)]
}
