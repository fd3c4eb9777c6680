/** Where evidence can be seen: its time range and the lanes of what it was measured from. */
import type { Cause, EvidenceItem, EvidenceName } from '../../../../core/model/diagnosis.ts'
import { laneOfSignal } from '../../charts/lane-of-signal.ts'
import type { LaneId } from '../../charts/lane-types.ts'
import type { TimelineFocus } from '../../charts/timeline-store.ts'

/** Evidence from the requests themselves; what comes from sensors names its signals. */
const fromRequests: Readonly<Partial<Record<EvidenceName, LaneId>>> = {
  ttft: 'ttft', ttftFloor: 'ttft', ttftGrowth: 'ttft', roundTrip: 'ttft', slowFirst: 'ttft', loadTime: 'ttft', prefillShare: 'ttft', prefillSpeed: 'ttft', promptTokens: 'ttft', promptCorrelation: 'ttft', medianAfterMs: 'ttft',
  tpot: 'tpot', lateItl: 'tpot', slowdown: 'tpot', bandwidthShare: 'tpot', bandwidthCeiling: 'tpot',
  throughput: 'throughput', completedShare: 'throughput', dips: 'throughput', dipDepth: 'throughput',
  users: 'inflight', decodingAtOnce: 'inflight', slots: 'inflight', openAtStrike: 'inflight', running: 'queue', waiting: 'queue', waitingRequests: 'queue',
  scheduleLagP99: 'loop', loopDelayP99: 'loop', clientCpu: 'tool',
  successesBefore: 'errors', shareAfterFirst: 'errors', struckTogether: 'errors', refusedAfter: 'errors', failedPromptTokens: 'errors', longestPassedPromptTokens: 'errors',
}

export function evidenceFocus({ name, at, signals }: EvidenceItem, own: Pick<Cause, 'fromMs' | 'toMs'>): TimelineFocus {
  const { fromMs, toMs } = at ?? own
  const measured = signals.flatMap((signal) => laneOfSignal(signal) ?? [])
  const named = fromRequests[name]
  return { range: [fromMs, toMs], lanes: [...new Set(measured.length > 0 || named === undefined ? measured : [named])] }
}

/** All of a cause's evidence at once. */
export function causeFocus(cause: Cause): TimelineFocus {
  return { range: [cause.fromMs, cause.toMs], lanes: [...new Set(cause.evidence.flatMap((item) => evidenceFocus(item, cause).lanes))] }
}
