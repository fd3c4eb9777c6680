/** The view the recorder would build of a stored session, for reports and screens. */
import { analyseSession } from '../../src/core/analysis/index.ts'
import { requestMetrics } from '../../src/core/measure/request-metrics.ts'
import { encodeRequests } from '../../src/core/model/request-columns.ts'
import type { StoredSession } from '../../src/core/model/stored-session.ts'
import type { SessionView } from '../../src/core/model/view.ts'
import { requestSeries } from '../../src/core/series/index.ts'

export function viewOf(stored: StoredSession): SessionView {
  const durationMs = stored.meta.durationMs ?? 0
  return {
    meta: stored.meta,
    analysis: analyseSession(stored),
    timeline: {
      durationMs,
      stages: stored.stages,
      requests: encodeRequests(stored.requests, stored.requests.map(requestMetrics)),
      series: [...requestSeries(stored.requests, durationMs), ...stored.telemetry],
      events: stored.events,
    },
  }
}
