/** R17: the GPU got hot and lowered its clock. */
import { median } from '../../stats/index.ts'
import { nearBins, type Changes } from '../changes.ts'
import { changeItem, onsetEvidence, type OnsetEvidence } from '../onset.ts'
import { gridSignalOf, maskShare, signalFigure } from '../signal-facts.ts'
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

/** When heat first held the card back; null where it did from the first bin on, or never. */
function onsetOf({ fine }: WindowFacts): number | null {
  const mask = gridSignalOf(fine, 'gpu.throttle')
  const first = mask === null ? -1 : mask.max.findIndex((bits) => !Number.isNaN(bits) && (bits & throttleBits.thermal) !== 0)
  return first <= 0 ? null : fine.grid.fromMs + first * fine.grid.binMs
}

/** The clock's own fall is what answers feel; one long before the heat had another reason. */
function onsetOfLoss(scan: Changes, heatMs: number | null): Pick<OnsetEvidence, 'evidence' | 'counter'> {
  const fall = scan.changes.find(({ of: { signal }, before, after }) => signal === 'gpu.clock.sm' && after < before)
  if (fall === undefined) return heatMs === null ? { evidence: [], counter: [] } : onsetEvidence(scan, heatMs)
  const { evidence, counter } = onsetEvidence(scan, fall.atMs)
  const isBefore = heatMs !== null && fall.atMs < heatMs - nearBins * fall.binMs
  return { evidence, counter: isBefore ? [changeItem('changedBefore', fall)] : counter }
}

export const thermalThrottling: Rule = {
  id: 'thermal-throttling',
  number: 'R17',
  evaluate(input, limits, { changesIn }) {
    const cases = byLoad(input).flatMap((window) => {
      const hot = throttled(input, window)
      return hot !== null && hot.share > limits.throttledShare ? [{ window, hot }] : []
    })
    const worst = cases.toSorted((a, b) => b.hot.share - a.hot.share)[0]
    if (worst === undefined) return null
    const { window, hot } = worst
    const clock = clockLoss(window)
    const pace = paceEvidence(paceWhile(input, 'gpu.throttle', (bits) => (bits & throttleBits.thermal) !== 0, window))
    const onsetMs = onsetOf(window)
    const onset = onsetOfLoss(changesIn(window), onsetMs)
    const loss = clock === null ? null : 1 - clock.lateMhz / clock.fullMhz
    return {
      kind: 'event', confidence: loss !== null && loss >= limits.clockLoss ? 'likely' : 'observed', where: window, weight: hot.share,
      evidence: [
        item('throttledShare', hot.share, 'share', { n: hot.n, of: 'samples' }, { against: limits.throttledShare, signals: ['gpu.throttle'] }),
        item('gpuTemp', signalFigure(window, 'gpu.temp', 'max').value, '°C', samples(window, 'gpu.temp'), { signals: ['gpu.temp'] }),
        item('gpuClock', clock?.lateMhz ?? null, 'MHz', bins(clock?.bins ?? 0), { against: clock?.fullMhz ?? null, signals: ['gpu.clock.sm'] }),
        item('gpuClockLoss', loss, 'share', bins(clock?.bins ?? 0), { against: limits.clockLoss, signals: ['gpu.clock.sm'] }),
        ...pace.evidence, ...onset.evidence,
      ],
      counter: [...(loss !== null && loss < 0.01 ? [item('gpuClockLoss', loss, 'share', bins(clock?.bins ?? 0), { against: limits.clockLoss, signals: ['gpu.clock.sm'] })] : pace.counter), ...onset.counter],
      advice: ['better-cooling'],
      experiment: 'longer',
    }
  },
}

