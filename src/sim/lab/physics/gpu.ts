/** Power, heat and clock of the simulated GPU. */
import type { GpuGauges } from '../gauges.ts'
import type { GpuSpec } from '../machine-spec.ts'

const powerCapBit = 0x4
const thermalBit = 0x20

/** Reading prompts draws all the power there is; decoding waits for memory and draws less. */
const prefillDraw = 1.02
const decodeDraw = 0.64
const decodeDrawPerSequence = 0.008

export class GpuPhysics {
  private readonly spec: GpuSpec
  private tempC: number
  private powerW: number
  private clock = 1
  private reasons = 0

  constructor(spec: GpuSpec) {
    this.spec = spec
    this.powerW = spec.idleW
    this.tempC = spec.ambientC + (spec.riseC * spec.idleW) / spec.limitW
  }

  /** Clock against full clock, 0..1. */
  get clockFactor(): number {
    return this.clock
  }

  /** Lets `deltaMs` pass with these shares of it busy. */
  advance(deltaMs: number, busy: number, prefill: number, sequences: number): void {
    const { idleW, limitW, ambientC, riseC, warmingS, slowdownC } = this.spec
    const decode = Math.max(0, busy - prefill)
    const decodeShare = Math.min(0.86, decodeDraw + decodeDrawPerSequence * sequences)
    const wantedW = idleW + (limitW - idleW) * (prefill * prefillDraw + decode * decodeShare) * this.clock ** 1.5
    const isCapped = wantedW >= limitW * 0.985
    this.powerW = Math.min(limitW, wantedW)
    const targetC = ambientC + (riseC * this.powerW) / limitW
    this.tempC += (targetC - this.tempC) * Math.min(1, deltaMs / 1000 / warmingS)
    const isHot = this.tempC >= slowdownC
    if (isHot) this.clock = Math.max(0.45, this.clock - 0.012 * (1 + (this.tempC - slowdownC)))
    else this.clock = Math.min(1, this.clock + 0.004)
    this.reasons = (isCapped ? powerCapBit : 0) | (isHot || (this.clock < 0.97 && this.tempC > slowdownC - 2) ? thermalBit : 0)
  }

  gauges(utilShare: number, prefillShare: number, memUsedBytes: number): GpuGauges {
    const { clockMhz, memoryClockMhz, memoryBytes, limitW } = this.spec
    const isIdle = utilShare < 0.02
    return {
      util: 100 * utilShare,
      memUtil: 100 * Math.max(0, 0.82 * (utilShare - prefillShare) + 0.3 * prefillShare),
      memUsed: Math.min(memoryBytes, memUsedBytes),
      memTotal: memoryBytes,
      power: this.powerW,
      powerLimit: limitW,
      temp: this.tempC,
      clockSm: isIdle ? clockMhz * 0.12 : clockMhz * this.clock,
      clockMem: isIdle ? memoryClockMhz * 0.08 : memoryClockMhz,
      throttle: isIdle ? 0x1 : this.reasons,
    }
  }
}
