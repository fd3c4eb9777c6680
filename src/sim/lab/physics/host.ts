/** CPU, memory, disk and the server's own figures on the simulated host. */
import type { ModelStats } from '../../model/params.ts'
import type { Random } from '../../random.ts'
import type { Gauges } from '../gauges.ts'
import type { MachineSpec } from '../machine-spec.ts'
import type { Noise } from '../noise.ts'
import type { Behaviour } from '../scenario.ts'

export interface HostMoment {
  readonly nowMs: number
  readonly deltaMs: number
  readonly stats: ModelStats
  /** Share of the last moments in which a step computed, 0..1. */
  readonly busyShare: number
  readonly residentShare: number
  readonly loading: boolean
  readonly preemptPerS: number
  readonly isUp: boolean
  readonly behaviour: Behaviour
}

/** Correlation of the background's CPU use from one sample to the next. */
const backgroundMemory = 0.9
const systemBytes = 3.2e9
const runtimeBytes = 1.4e9
const loadReadBytesPerS = 1.8e9
/** The one thread that drives a GPU. */
const driverCpuPercent = 45

export class HostPhysics {
  private readonly spec: MachineSpec
  private readonly noise: Noise
  private readonly random: Random
  private background: number

  constructor(spec: MachineSpec, noise: Noise, random: Random) {
    this.spec = spec
    this.noise = noise
    this.random = random
    this.background = noise.backgroundCpuPercent
  }

  gauges(moment: HostMoment): Gauges {
    const { spec, noise } = this
    const mean = noise.backgroundCpuPercent
    this.background = Math.max(0, mean + backgroundMemory * (this.background - mean) + mean * Math.sqrt(1 - backgroundMemory ** 2) * 0.5 * this.random.normal())
    const drive = spec.gpu === null ? 100 * moment.busyShare : driverCpuPercent * moment.busyShare
    const srvCpu = moment.isUp ? drive + 100 * spec.busyCores * moment.busyShare + 1 : null
    const cpuTotal = Math.min(100, this.background + (srvCpu ?? 0) / spec.cores)
    const resident = spec.gpu === null ? spec.modelBytes + spec.cacheBytes : runtimeBytes
    const srvRss = moment.isUp ? 0.3e9 + resident * moment.residentShare : null
    return {
      cpuTotal,
      cpuBusiest: Math.min(100, Math.max(drive, this.background * 3, cpuTotal)),
      iowait: moment.loading ? 3 : 0,
      memUsed: systemBytes + (srvRss ?? 0),
      memTotal: spec.memoryBytes,
      swapUsed: 0, swapIn: 0, swapOut: 0,
      faults: moment.loading ? 40 : 0,
      psiCpu: Math.max(0, cpuTotal - 90), psiMem: 0, psiMemFull: 0,
      psiIo: moment.loading ? 6 : 0,
      diskRead: moment.loading ? loadReadBytesPerS : 2e4 * this.random.uniform(),
      diskWrite: 1e5 * this.random.uniform(),
      netRx: 3e4, netTx: 3e4,
      gpus: [],
      srvCpu, srvRss,
      srvRssAnon: srvRss === null ? null : srvRss - (spec.gpu === null ? spec.modelBytes * moment.residentShare : 0),
      ...serverFigures(moment),
    }
  }
}

type ServerFigures = Pick<Gauges, 'running' | 'waiting' | 'kv' | 'preempt' | 'slotsBusy' | 'slotsTotal' | 'modelBytes' | 'modelVram' | 'scrapeMs'>

/** Each engine tells what its real namesake tells. */
function serverFigures({ stats, preemptPerS, residentShare, isUp, behaviour }: HostMoment): ServerFigures {
  const nothing: ServerFigures = { running: null, waiting: null, kv: null, preempt: null, slotsBusy: null, slotsTotal: null, modelBytes: null, modelVram: null, scrapeMs: null }
  if (!isUp) return nothing
  const { engine, model, machine } = behaviour
  const queue = { running: stats.running, waiting: stats.waiting, scrapeMs: 2 + (behaviour.client?.rttMs ?? 0) }
  if (engine === 'vllm' || engine === 'sglang') return { ...nothing, ...queue, kv: (100 * stats.kvTokensUsed) / model.kvTokens, preempt: preemptPerS }
  if (engine === 'llama.cpp') return { ...nothing, ...queue, slotsBusy: stats.running, slotsTotal: model.slots }
  if (engine === 'ollama') return { ...nothing, modelBytes: residentShare > 0 ? machine.modelBytes : null, modelVram: residentShare > 0 && machine.gpu !== null ? machine.modelBytes : residentShare > 0 ? 0 : null }
  return nothing
}
