/** R2: the way to the server, not the server, makes up the time to the first token. */
import { signalFigure } from '../signal-facts.ts'
import { samples, ttftCount } from '../counts.ts'
import { item, type Rule } from '../rule.ts'
import { byLoad, meanOf, ttftOf } from '../windows.ts'

export const network: Rule = {
  id: 'network',
  number: 'R2',
  evaluate(input, limits) {
    const [window] = byLoad(input)
    if (window === undefined || input.server.isLocal) return null
    const ttft = ttftOf(window)
    const trip = signalFigure(window, 'srv.scrape', 'p50').value
    const floor = window.figures.metrics.ttftMs.min
    const waiting = meanOf(window, 'srv.waiting')
    if (ttft === null || floor === null || trip === null || trip < limits.roundTripMs || trip < limits.roundTripShare * ttft) return null
    return {
      kind: 'invalid',
      confidence: waiting !== null && waiting < 0.5 ? 'likely' : 'consistent',
      where: window, weight: trip / ttft,
      evidence: [
        item('roundTrip', trip, 'ms', samples(window, 'srv.scrape'), { against: limits.roundTripMs, signals: ['srv.scrape'] }),
        item('ttftFloor', floor, 'ms', ttftCount(window)),
        item('ttft', ttft, 'ms', ttftCount(window)),
      ],
      counter: waiting !== null && waiting >= 0.5 ? [item('waiting', waiting, 'count', samples(window, 'srv.waiting'), { signals: ['srv.waiting'] })] : [],
      advice: ['run-on-host'],
      experiment: 'repeat',
    }
  },
}
