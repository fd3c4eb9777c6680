/** R3: something else used the machine, or the clock jumped, or sensors had gaps: repeat before believing. */
import type { SessionEvent } from '../../model/session.ts'
import type { EvidenceInput, WindowFacts } from '../evidence-input.ts'
import { events, samples } from '../counts.ts'
import { item, share, type Rule } from '../rule.ts'
import { meanOf } from '../windows.ts'

/** A sensor may miss a beat; this many gaps are a pattern. */
const manyGaps = 3

function count({ stored }: EvidenceInput, kind: SessionEvent['kind']): number {
  return stored.events.filter((event) => event.kind === kind).length
}

/** CPU of others at rest, % of the machine: the tool that draws and records has its own part in the total, and knows it. */
function othersPercent(before: WindowFacts, cores: number | null): number | null {
  const total = meanOf(before, 'cpu.total')
  const own = before.signals.reduce((sum, { signal, mean }) => (signal === 'proc.cpu' ? sum + (mean ?? 0) : sum), 0)
  return total === null ? null : Math.max(0, total - (cores === null ? 0 : own / cores))
}

export const runDisturbed: Rule = {
  id: 'run-disturbed',
  number: 'R3',
  evaluate(input, limits) {
    const before = input.rest.before.value
    const restCpu = before === null || !input.server.isLocal ? null : othersPercent(before, input.machine.cpuCores.value)
    const jumps = count(input, 'clock-jump')
    const gaps = count(input, 'sensor-gap')
    const mains = meanOf(input.whole, 'power.mains')
    const signs = [
      ...(restCpu !== null && restCpu > limits.restCpuPercent ? [item('cpuAtRest', share(restCpu), 'share', samples(before!, 'cpu.total'), { against: limits.restCpuPercent / 100, at: before!, signals: ['cpu.total'] })] : []),
      ...(jumps > 0 ? [item('clockJumps', jumps, 'count', events(jumps))] : []),
      ...(gaps >= manyGaps ? [item('gaps', gaps, 'count', events(gaps))] : []),
      ...(mains !== null && mains < 1 ? [item('onBattery', 1 - mains, 'share', samples(input.whole, 'power.mains'), { signals: ['power.mains'] })] : []),
    ]
    if (signs.length === 0) return null
    return {
      kind: 'invalid', confidence: 'observed', where: { stage: null, fromMs: input.whole.fromMs, toMs: input.whole.toMs }, weight: signs.length,
      evidence: signs, counter: [], advice: ['repeat-quietly', 'close-others'], experiment: 'repeat',
    }
  },
}
