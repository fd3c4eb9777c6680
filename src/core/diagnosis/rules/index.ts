/** Every rule, in the order of its number. */
import type { Rule } from '../rule.ts'
import { clientDoubt } from './client-doubt.ts'
import { clientSaturated } from './client-saturated.ts'
import { coldStart } from './cold-start.ts'
import { contextGrowth } from './context-growth.ts'
import { cpuOffload } from './cpu-offload.ts'
import { cpuOnly } from './cpu-only.ts'
import { decodeBandwidth } from './decode-bandwidth.ts'
import { hostBound } from './host-bound.ts'
import { kvPreemption } from './kv-preemption.ts'
import { memoryLeak } from './memory-leak.ts'
import { modelReload } from './model-reload.ts'
import { multiGpu } from './multi-gpu.ts'
import { network } from './network.ts'
import { otherLoad } from './other-load.ts'
import { otherProcess } from './other-process.ts'
import { parallelSlots } from './parallel-slots.ts'
import { powerLimited } from './power-limited.ts'
import { prefillBound } from './prefill-bound.ts'
import { queueMemory } from './queue-memory.ts'
import { queueing } from './queueing.ts'
import { runDisturbed } from './run-disturbed.ts'
import { swapThrash } from './swap-thrash.ts'
import { sysmemFallback } from './sysmem-fallback.ts'
import { thermalThrottling } from './thermal-throttling.ts'
import { vramEdge } from './vram-edge.ts'
import { weightsPaged } from './weights-paged.ts'

export const rules: readonly Rule[] = [
  clientSaturated, clientDoubt, network, runDisturbed, otherLoad, coldStart, modelReload, hostBound, cpuOffload, sysmemFallback, weightsPaged, swapThrash, parallelSlots, queueing,
  prefillBound, decodeBandwidth, contextGrowth, kvPreemption, thermalThrottling, powerLimited, otherProcess, memoryLeak, queueMemory, multiGpu, vramEdge, cpuOnly,
]
