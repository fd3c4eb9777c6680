/** Tries a link to another machine before it is relied on: until the first sample, the first issue or a time limit. */
import type { RemoteCheck, RemoteConfig, RemoteLink } from '../../../core/model/remote.ts'
import type { Target } from '../../../core/model/plan.ts'
import { sessionClock } from '../../clock.ts'
import type { SampleSink } from '../source.ts'
import { createAgentSource } from './agent-source.ts'
import { createPrometheusSource } from './prometheus-source.ts'

const nobody: Target = { name: '', engine: 'unknown', engineVersion: null, api: 'openai-chat', apiBaseUrl: 'http://127.0.0.1/v1', model: '', simulated: false }
const pollMs = 50
/** After the first sample, for those that follow at once. */
const graceMs = 700
const recentMs = 300_000

/** Never rejects: what goes wrong is the link's issue. */
export async function checkRemote(remote: RemoteConfig, target: Target | null, timeoutMs: number): Promise<RemoteCheck> {
  const source = remote.address.kind === 'agent' ? createAgentSource() : createPrometheusSource()
  const started = sessionClock(process.hrtime.bigint())
  // As if the session had begun a while ago: what Prometheus has scraped lately counts.
  const clock = { nowMs: () => started.nowMs() + recentMs }
  const told = new Set<string>()
  const sink: SampleSink = {
    push: (def, _atMs, value) => void (value !== null && told.add(`${def.device}/${def.signal}`)),
    missing: () => undefined,
    event: () => undefined,
  }
  source.start(sink, clock, { target: target ?? nobody, remote })
  const read = (): RemoteLink | null => source.status().link ?? null
  let graceUntilMs: number | null = null
  while (started.nowMs() < timeoutMs && (graceUntilMs === null || started.nowMs() < graceUntilMs)) {
    await new Promise((resolve) => setTimeout(resolve, pollMs))
    const link = read()
    if (link?.issue !== null && link?.issue !== undefined) break
    if (told.size > 0) graceUntilMs ??= started.nowMs() + graceMs
  }
  const link = read() ?? emptyLink(remote)
  source.stop()
  const isSilent = told.size === 0 && link.issue === null
  return { link: isSilent ? { ...link, issue: { code: 'timeout', detail: `no sample within ${timeoutMs} ms` } } : link, series: told.size }
}

function emptyLink({ address }: RemoteConfig): RemoteLink {
  const url = address.kind === 'exporters' ? (address.urls[0] ?? '') : address.url
  return { kind: address.kind, address: url, machine: null, clock: null, lastSampleAtMs: null, scrapeIntervalMs: null, retention: null, gaps: 0, issue: null }
}
