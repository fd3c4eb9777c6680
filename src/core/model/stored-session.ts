/** Everything that is kept of a session: the input of analysis, reports and exports. */
import type { ClientSample } from './client-health.ts'
import type { RequestRecord } from './request.ts'
import type { SessionEvent, SessionMeta, StageSpan } from './session.ts'
import type { SignalSeries } from './telemetry.ts'

export interface StoredSession {
  readonly meta: SessionMeta
  readonly stages: readonly StageSpan[]
  /** Those of the load, in order of index. */
  readonly requests: readonly RequestRecord[]
  /** Those of the probe user, in order; absent = none. */
  readonly probes?: readonly RequestRecord[]
  readonly telemetry: readonly SignalSeries[]
  readonly clientSamples: readonly ClientSample[]
  readonly events: readonly SessionEvent[]
}
