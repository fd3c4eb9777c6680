/** What is known of others on the processor, as evidence: before the run, while it was measured, and with what effect. */
import type { EvidenceItem } from '../model/diagnosis.ts'
import { bins, samples, ttftCount } from './counts.ts'
import type { Disturbance } from './disturbance.ts'
import type { DiagnosisLimits } from './limits.ts'
import { item, share } from './rule.ts'

export function disturbanceEvidence({ restPercent, rest, during, contrast, canSlow, seen }: Disturbance, limits: DiagnosisLimits): readonly EvidenceItem[] {
  const against = limits.restCpuPercent / 100
  return [
    item('cpuAtRest', share(restPercent), 'share', samples(rest, 'cpu.total'), { against, at: rest, signals: ['cpu.total'] }),
    ...(during === null ? [] : [item('cpuOthers', share(during.percent), 'share', bins(during.bins), { against, at: during.window, signals: ['cpu.total', 'srv.cpu'] })]),
    ...(contrast === null ? [] : [item('paceWhileOthers', contrast.busyMs, 'ms', bins(contrast.bins), { against: contrast.quietMs, at: contrast.window, signals: ['req.tpot.p50', 'cpu.total'] })]),
    ...(during === null || canSlow === null || seen === null || contrast !== null ? [] : [item('canSlow', canSlow, 'ratio', ttftCount(during.window), { against: seen, at: during.window })]),
  ]
}
