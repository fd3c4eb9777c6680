/** The hardware that a scenario runs on, and the model on it. */

export interface GpuSpec {
  readonly name: string
  readonly memoryBytes: number
  readonly idleW: number
  readonly limitW: number
  readonly clockMhz: number
  readonly memoryClockMhz: number
  readonly ambientC: number
  /** Warming at full power, °C above ambient. */
  readonly riseC: number
  /** Time constant of warming, s. */
  readonly warmingS: number
  /** Above this the clock is lowered, °C. */
  readonly slowdownC: number
  /** GPUs of the same kind that share the work. */
  readonly count: number
}

export interface MachineSpec {
  /** null: the model runs on the CPU. */
  readonly gpu: GpuSpec | null
  readonly cores: number
  readonly memoryBytes: number
  readonly modelBytes: number
  /** Key-value cache reserved at start, bytes. */
  readonly cacheBytes: number
  /** Host work between two steps in which the GPU waits, ms. */
  readonly hostMsPerStep: number
  /** Cores that are busy while a step runs, beside the one that drives it. */
  readonly busyCores: number
}

const gibibyte = 1_073_741_824

/** A card with 24 GB and 1008 GB/s; the name is one that is known, so that its bandwidth is. */
export const desktopGpu: GpuSpec = {
  name: 'NVIDIA GeForce RTX 4090 (simulated)', memoryBytes: 24 * gibibyte, idleW: 22, limitW: 450, clockMhz: 2_745, memoryClockMhz: 10_501, ambientC: 32, riseC: 38, warmingS: 40,
  slowdownC: 88, count: 1,
}

/** An 8B model at 4 bits on it. */
export const desktop: MachineSpec = {
  gpu: desktopGpu, cores: 16, memoryBytes: 64 * gibibyte, modelBytes: 4.9e9, cacheBytes: 8 * gibibyte, hostMsPerStep: 0.3, busyCores: 0,
}

/** The same model on eight cores. */
export const cpuOnly: MachineSpec = {
  gpu: null, cores: 8, memoryBytes: 32 * gibibyte, modelBytes: 4.9e9, cacheBytes: 2 * gibibyte, hostMsPerStep: 0.2, busyCores: 7,
}
