/** R18: the GPU draws all the power it may, at steady clocks: a normal ceiling. */
import { maskShare } from '../signal-facts.ts'
import { samples } from '../counts.ts'
import { item, type Rule } from '../rule.ts'
import { throttleBits } from '../throttle.ts'
import { byLoad, meanOf, ratioOf } from '../windows.ts'

export const powerLimited: Rule = {
  id: 'power-limited',
  number: 'R18',
  evaluate(input, limits) {
    const cases = byLoad(input).flatMap((window) => input.stored.telemetry.flatMap((series) => {
      if (series.signal !== 'gpu.throttle') return []
      const interval = [window.fromMs, window.toMs] as const
      const [capped, hot, brake] = [throttleBits.powerCap, throttleBits.thermal, throttleBits.powerBrake].map((bits) => maskShare(series, bits, interval))
      return capped?.share === null || capped === undefined || capped.share < limits.powerCappedShare || (hot?.share ?? 0) > limits.throttledShare ? [] : [{ window, capped, brake: brake?.share ?? 0 }]
    }))
    const worst = cases.toSorted((a, b) => (b.capped.share ?? 0) - (a.capped.share ?? 0))[0]
    if (worst === undefined) return null
    const { window, capped, brake } = worst
    const power = ratioOf(meanOf(window, 'gpu.power'), meanOf(window, 'gpu.power.limit'))
    return {
      kind: brake > limits.throttledShare ? 'limit' : 'note',
      confidence: power !== null && power >= limits.powerShare ? 'likely' : 'observed',
      where: window, weight: capped.share ?? 0,
      evidence: [
        item('powerCappedShare', capped.share, 'share', { n: capped.n, of: 'samples' }, { against: limits.powerCappedShare, signals: ['gpu.throttle'] }),
        item('gpuPowerShare', power, 'share', samples(window, 'gpu.power'), { against: limits.powerShare, signals: ['gpu.power', 'gpu.power.limit'] }),
      ],
      counter: [], advice: brake > limits.throttledShare ? ['check-power-supply'] : ['raise-power-limit'], experiment: 'repeat',
    }
  },
}
