/** R7: part of the model runs on the CPU, and the GPU waits for it in every step. */
import type { EvidenceInput, WindowFacts } from '../evidence-input.ts'
import { samples, told, tpotCount } from '../counts.ts'
import { onsetEvidence } from '../onset.ts'
import { item, share, type Rule } from '../rule.ts'
import { byLoad, meanOf, ratioOf, tpotOf } from '../windows.ts'

/** A model that is this much in VRAM is in VRAM. */
const wholeShare = 0.98
/** A GPU that takes part at all. */
const leastGpuPercent = 3
const mostGpuPercent = 75

/** CPU of the server's processes, else of the machine, in % of all cores. */
function coresBusyPercent(window: WindowFacts, { machine }: EvidenceInput): number | null {
  const server = meanOf(window, 'srv.cpu')
  const cores = machine.cpuCores.value
  return server !== null && cores !== null ? server / cores : meanOf(window, 'cpu.total')
}

export const cpuOffload: Rule = {
  id: 'cpu-offload',
  number: 'R7',
  evaluate(input, limits, { changesIn }) {
    const window = byLoad(input).at(-1)
    if (window === undefined || (input.machine.gpus.value?.length ?? 0) === 0) return null
    const inVram = ratioOf(input.server.modelVramBytes.value, input.server.modelBytes.value)
    const isSplit = inVram !== null && inVram < wholeShare
    const [gpu, cores] = [meanOf(window, 'gpu.util'), coresBusyPercent(window, input)]
    const isShared = gpu !== null && gpu > leastGpuPercent && gpu < mostGpuPercent && cores !== null && cores >= limits.allCoresPercent
    // All of the model in VRAM by the server's own word: then the cores are busy with something else.
    if (!isSplit && !(isShared && inVram === null)) return null
    // Most models are split from the start; one that is pushed out while it works changes the use of the GPU.
    const fall = isSplit ? changesIn(window).changes.find(({ of: { signal }, before, after }) => signal === 'gpu.util' && after < before) : undefined
    const onset = fall === undefined ? [] : onsetEvidence(changesIn(window), fall.atMs).evidence
    return {
      kind: 'limit',
      confidence: isSplit && isShared ? 'likely' : isSplit ? 'observed' : 'consistent',
      where: window, weight: 1 - (inVram ?? 0.5),
      evidence: [
        item('modelInVram', inVram, 'share', told(inVram), { against: 1, signals: ['srv.model.vram'] }),
        item('gpuUtil', share(gpu), 'share', samples(window, 'gpu.util'), { signals: ['gpu.util'] }),
        item('cpuTotal', share(cores), 'share', samples(window, 'srv.cpu', 'cpu.total'), { against: limits.allCoresPercent / 100, signals: ['srv.cpu', 'cpu.total'] }),
        item('tpot', tpotOf(window), 'ms', tpotCount(window)),
        ...onset,
      ],
      counter: isSplit && gpu !== null && gpu >= limits.gpuBusyPercent ? [item('gpuUtil', share(gpu), 'share', samples(window, 'gpu.util'), { signals: ['gpu.util'] })] : [],
      advice: ['smaller-model', 'less-context', 'quantize-cache'],
      experiment: 'one-user',
    }
  },
}
