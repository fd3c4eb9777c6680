/** The model's machine through Prometheus: a server that keeps its history, or its exporters asked directly. */
import type { SourceStatus, TelemetrySource } from '../source.ts'
import { ExporterLink, type ExporterTiming } from './exporter-link.ts'
import { PrometheusLink, type PrometheusTiming } from './prometheus-link.ts'

export interface PrometheusOptions {
  readonly server?: Partial<PrometheusTiming>
  readonly exporters?: Partial<ExporterTiming>
}

export function createPrometheusSource(options: PrometheusOptions = {}): TelemetrySource {
  let link: PrometheusLink | ExporterLink | null = null
  return {
    id: 'prometheus',
    start(sink, clock, subject = null) {
      link?.stop()
      link = null
      const remote = subject?.remote ?? null
      if (subject === null || remote === null || remote.address.kind === 'agent') return
      link = remote.address.kind === 'prometheus' ? new PrometheusLink(remote, subject, sink, clock, options.server) : new ExporterLink(remote, subject, sink, clock, options.exporters)
      link.start()
    },
    settle: async () => {
      await link?.settle()
    },
    stop() {
      link?.stop()
      link = null
    },
    status: (): SourceStatus => link?.status() ?? { running: false, periodMs: null, reason: 'not-applicable', detail: null },
  }
}
