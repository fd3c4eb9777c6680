/** The sensors of a machine and of a model server on it, as the agent reads them. */
import type { ChildLedger } from './child-ledger.ts'
import { gpuSources } from './gpu-sources.ts'
import { createHostSource } from './host-source.ts'
import { createMetricsSource } from './metrics/source.ts'
import { createServerSource } from './server/source.ts'
import type { TelemetrySource } from './source.ts'

export function machineSensors(ledger: ChildLedger | null): readonly TelemetrySource[] {
  const server = createServerSource()
  return [createHostSource({ ledger }), ...gpuSources({ ledger, serverPids: () => server.pids() }).sources, server, createMetricsSource()]
}
