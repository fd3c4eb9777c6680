/** R17: the GPU got hot and lowered its clock. */
import { median } from '../../stats/index.ts'
import { maskShare, signalFigure } from '../signal-facts.ts'
import { bins, samples } from '../counts.ts'
import { item, type Rule } from '../rule.ts'
import type { EvidenceInput, WindowFacts } from '../evidence-input.ts'
import { throttleBits } from '../throttle.ts'
import { paceEvidence, paceWhile } from '../contrast.ts'
import { byLoad } from '../windows.ts'

/** Clock while busy: the highest of the first quarter's bins and the median of the last quarter's. */
function clockLoss(window: WindowFacts): { readonly fullMhz: number; readonly lateMhz: number; readonly bins: number } | null {
  const clock = window.fine.signals.find(({ signal }) => signal === 'gpu.clock.sm')
  const known = [...(clock?.mean ?? [])].filter((mhz) => !Number.isNaN(mhz))
  if (known.length < 8) return null
  const quarter = Math.ceil(known.length / 4)
  const late = known.slice(-quarter)
  return { fullMhz: Math.max(...known.slice(0, quarter)), lateMhz: median(late), bins: known.length }
}

function throttled(input: EvidenceInput, window: WindowFacts): { readonly share: number; readonly n: number } | null {
  const cases = input.stored.telemetry.flatMap((series) => {
    if (series.signal !== 'gpu.throttle') return []
    const found = maskShare(series, throttleBits.thermal, [window.fromMs, window.toMs])
    return found.share === null ? [] : [{ share: found.share, n: found.n }]
  })
  return cases.toSorted((a, b) => b.share - a.share)[0] ?? null
}

export const thermalThrottling: Rule = {
  id: 'thermal-throttling',
  number: 'R17',
  evaluate(input, limits) {
    const cases = byLoad(input).flatMap((window) => {
      const hot = throttled(input, window)
      return hot !== null && hot.share > limits.throttledShare ? [{ window, hot }] : []
    })
    const worst = cases.toSorted((a, b) => b.hot.share - a.hot.share)[0]
    if (worst === undefined) return null
    const { window, hot } = worst
    const clock = clockLoss(window)
    const pace = paceEvidence(paceWhile(input, 'gpu.throttle', (bits) => (bits & throttleBits.thermal) !== 0, window))
    const loss = clock === null ? null : 1 - clock.lateMhz / clock.fullMhz
    return {
      kind: 'event', confidence: loss !== null && loss >= limits.clockLoss ? 'likely' : 'observed', where: window, weight: hot.share,
      evidence: [
        item('throttledShare', hot.share, 'share', { n: hot.n, of: 'samples' }, { against: limits.throttledShare, signals: ['gpu.throttle'] }),
        item('gpuTemp', signalFigure(window, 'gpu.temp', 'max').value, '°C', samples(window, 'gpu.temp'), { signals: ['gpu.temp'] }),
        item('gpuClock', clock?.lateMhz ?? null, 'MHz', bins(clock?.bins ?? 0), { against: clock?.fullMhz ?? null, signals: ['gpu.clock.sm'] }),
        item('gpuClockLoss', loss, 'share', bins(clock?.bins ?? 0), { against: limits.clockLoss, signals: ['gpu.clock.sm'] }),
        ...pace.evidence,
      ],
      counter: loss !== null && loss < 0.01 ? [item('gpuClockLoss', loss, 'share', bins(clock?.bins ?? 0), { against: limits.clockLoss, signals: ['gpu.clock.sm'] })] : pace.counter,
      advice: ['better-cooling'],
      experiment: 'longer',
    }
  },
}

