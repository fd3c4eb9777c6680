/** R9: the weights don't stay in memory and are read from disk again and again. */
import { samples, tpotCount } from '../counts.ts'
import { item, share, type Rule } from '../rule.ts'
import { byLoad, meanOf, tpotOf } from '../windows.ts'
import { signalFigure } from '../signal-facts.ts'

export const weightsPaged: Rule = {
  id: 'weights-paged',
  number: 'R9',
  evaluate(input, limits) {
    const window = byLoad(input).at(-1)
    if (window === undefined) return null
    // Sustained: the median and not a burst at the start.
    const read = signalFigure(window, 'disk.read', 'p50').value
    const [stall, iowait, faults, gpu] = [meanOf(window, 'psi.io'), meanOf(window, 'cpu.iowait'), meanOf(window, 'mem.faults'), meanOf(window, 'gpu.util')]
    const waits = Math.max(stall ?? 0, iowait ?? 0)
    const faultsMuch = faults !== null && faults >= limits.majorFaultsPerS
    if (read === null || read < limits.diskReadBytesPerS || (waits < limits.ioStallPercent && !faultsMuch)) return null
    const isBusy = gpu !== null && gpu >= limits.gpuBusyPercent
    return {
      kind: 'event',
      confidence: waits >= limits.ioStallPercent && faultsMuch && !isBusy ? 'likely' : 'consistent',
      where: window, weight: read / limits.diskReadBytesPerS,
      evidence: [
        item('diskRead', read, 'B/s', samples(window, 'disk.read'), { against: limits.diskReadBytesPerS, signals: ['disk.read'] }),
        item('ioStall', share(stall ?? iowait), 'share', samples(window, 'psi.io', 'cpu.iowait'), { against: limits.ioStallPercent / 100, signals: ['psi.io', 'cpu.iowait'] }),
        item('majorFaults', faults, '1/s', samples(window, 'mem.faults'), { against: limits.majorFaultsPerS, signals: ['mem.faults'] }),
        item('tpot', tpotOf(window), 'ms', tpotCount(window)),
      ],
      counter: isBusy ? [item('gpuUtil', share(gpu), 'share', samples(window, 'gpu.util'), { signals: ['gpu.util'] })] : [],
      advice: ['more-memory', 'lock-memory', 'smaller-model'],
      experiment: 'one-user',
    }
  },
}
