/** R6: the GPU waits for one busy thread of the host. */
import { samples, tpotCount, ttftCount } from '../counts.ts'
import { item, share, type Rule } from '../rule.ts'
import { byLoad, maxOf, meanOf, tpotOf, ttftOf } from '../windows.ts'
import { signalFigure } from '../signal-facts.ts'

/** With less in flight, an idle GPU is a matter of too little work. */
const leastInFlight = 0.7
/** Of all cores; above, it is not one thread that is busy. */
const fewCoresPercent = 50

export const hostBound: Rule = {
  id: 'host-bound',
  number: 'R6',
  evaluate(input, limits) {
    const cases = byLoad(input).filter((window) => {
      const [gpu, core, total] = [meanOf(window, 'gpu.util'), signalFigure(window, 'cpu.busiest', 'p50').value, meanOf(window, 'cpu.total')]
      return gpu !== null && gpu < limits.gpuIdlePercent && core !== null && core >= limits.coreBusyPercent && (total === null || total < fewCoresPercent)
        && (window.figures.measuredConcurrency ?? 0) >= leastInFlight
    })
    const window = cases.at(-1)
    if (window === undefined) return null
    const server = meanOf(window, 'srv.cpu')
    const isServers = server !== null && server >= limits.coreBusyPercent * 0.8
    return {
      kind: 'limit',
      confidence: isServers ? 'likely' : 'consistent',
      where: window, weight: 1 - (meanOf(window, 'gpu.util') ?? 0) / 100,
      evidence: [
        item('gpuUtil', share(meanOf(window, 'gpu.util')), 'share', samples(window, 'gpu.util'), { against: limits.gpuIdlePercent / 100, signals: ['gpu.util'] }),
        item('busiestCore', share(signalFigure(window, 'cpu.busiest', 'p50').value), 'share', samples(window, 'cpu.busiest'), { against: limits.coreBusyPercent / 100, signals: ['cpu.busiest'] }),
        item('cpuTotal', share(meanOf(window, 'cpu.total')), 'share', samples(window, 'cpu.total'), { signals: ['cpu.total'] }),
        item('serverCpu', share(server), 'share', samples(window, 'srv.cpu'), { signals: ['srv.cpu'] }),
        item('tpot', tpotOf(window), 'ms', tpotCount(window)),
        item('ttft', ttftOf(window), 'ms', ttftCount(window)),
      ],
      counter: (maxOf(window, 'gpu.util') ?? 0) > 95 ? [item('gpuUtilMax', share(maxOf(window, 'gpu.util')), 'share', samples(window, 'gpu.util'), { signals: ['gpu.util'] })] : [],
      advice: ['newer-server', 'less-sampling-work', 'faster-core'],
      experiment: 'one-user',
    }
  },
}
