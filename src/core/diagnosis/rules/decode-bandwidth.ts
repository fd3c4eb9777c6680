/** R14: decoding runs near the speed at which the GPU can read the model: healthy, and the ceiling. */
import { bandwidthOf } from '../gpu-table.ts'
import { modelBytesOf } from '../model-size.ts'
import { samples, tpotCount } from '../counts.ts'
import { item, share, type Rule } from '../rule.ts'
import { byLoad, meanOf, ratioOf, tpotOf } from '../windows.ts'

export const decodeBandwidth: Rule = {
  id: 'decode-bandwidth',
  number: 'R14',
  evaluate(input, limits) {
    const [window] = byLoad(input)
    const gpu = input.machine.gpus.value?.[0]
    if (window === undefined || gpu === undefined || (input.machine.gpus.value?.length ?? 0) > 1 || !input.server.isLocal) return null
    const tpot = tpotOf(window)
    const bytes = modelBytesOf(input.server)
    const bandwidth = bandwidthOf(gpu.name)
    if (tpot === null || bytes === null || bandwidth === null || (window.figures.measuredConcurrency ?? 99) > 1.5) return null
    const ceilingPerS = bandwidth / bytes
    const reached = 1000 / tpot / ceilingPerS
    if (reached < limits.bandwidthShare) return null
    const util = meanOf(window, 'gpu.util')
    return {
      kind: 'note', confidence: util === null || util < limits.gpuIdlePercent ? 'consistent' : 'likely', where: window, weight: reached,
      evidence: [
        item('bandwidthShare', reached, 'share', tpotCount(window), { against: limits.bandwidthShare }),
        item('bandwidthCeiling', ceilingPerS, 'tok/s', tpotCount(window), { against: 1000 / tpot }),
        item('gpuUtil', share(util), 'share', samples(window, 'gpu.util'), { signals: ['gpu.util'] }),
        item('gpuPowerShare', ratioOf(meanOf(window, 'gpu.power'), meanOf(window, 'gpu.power.limit')), 'share', samples(window, 'gpu.power'), { signals: ['gpu.power'] }),
      ],
      counter: [], advice: ['lower-quant', 'batch-more'], experiment: 'more-levels',
    }
  },
}
