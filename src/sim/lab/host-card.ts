/** The system card of a machine that only exists in a scenario. */
import type { Behaviour } from './scenario.ts'

export interface SimulatedHost {
  readonly os: string
  readonly cpuModel: string
  readonly cpuCores: number
  readonly memoryBytes: number
  readonly gpus: readonly { readonly id: string; readonly name: string; readonly memoryBytes: number; readonly driver: null }[]
}

export function simulatedHost({ machine, os = 'Linux (simulated)' }: Pick<Behaviour, 'machine' | 'os'>): SimulatedHost {
  const { gpu } = machine
  return {
    os, cpuModel: 'Simulated CPU', cpuCores: machine.cores, memoryBytes: machine.memoryBytes,
    gpus: gpu === null ? [] : Array.from({ length: gpu.count }, (_, i) => ({ id: `GPU-simulated-${i}`, name: gpu.name, memoryBytes: gpu.memoryBytes, driver: null })),
  }
}
