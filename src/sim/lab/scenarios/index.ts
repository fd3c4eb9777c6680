/** Every scenario of the lab, by name. */
import type { LabScenario } from '../scenario.ts'
import { clientSaturated, disturbed, network } from './client.ts'
import { clientLate, disturbedBefore, disturbedNowAndThen, slotsBesideOthers } from './disturbance.ts'
import { admissionControl, config4xx, emptyAnswers, engineDead, hang, oom, overloadTimeouts, serverCrash, sporadic5xx } from './errors.ts'
import { multiGpu, otherProcess, thermalStep, thermalThrottling } from './gpu.ts'
import { healthyBatching, healthyCpu, healthyIdle, healthySlots } from './healthy.ts'
import { cpuOffload, hostBound, swapThrash, weightsPaged } from './host.ts'
import { contextGrowth, decodeBandwidth, powerLimited, prefillBound } from './limits.ts'
import { coldStart, modelReload } from './loading.ts'
import { kvPreemption, lateLeak, memoryLeak, sysmemFallback, vramEdge } from './memory.ts'
import { parallelSlots, queueing, queueMemory } from './queue.ts'

export const labScenarios: readonly LabScenario[] = [
  clientSaturated, network, disturbed, coldStart, modelReload, hostBound, cpuOffload, sysmemFallback, weightsPaged, swapThrash, parallelSlots, queueing, prefillBound,
  decodeBandwidth, contextGrowth, kvPreemption, thermalThrottling, powerLimited, otherProcess, memoryLeak, queueMemory, multiGpu, vramEdge,
  config4xx, admissionControl, overloadTimeouts, hang, oom, serverCrash, engineDead, sporadic5xx, emptyAnswers,
  disturbedNowAndThen, slotsBesideOthers, thermalStep, lateLeak,
  healthyBatching, healthyIdle, healthySlots, healthyCpu, disturbedBefore, clientLate,
]

/** Throws RangeError with the known names. */
export function labScenario(id: string): LabScenario {
  const found = labScenarios.find((scenario) => scenario.id === id)
  if (found === undefined) throw new RangeError(`unknown scenario "${id}"; known: ${labScenarios.map((scenario) => scenario.id).join(', ')}`)
  return found
}
