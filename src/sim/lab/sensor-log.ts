/** Keeps what the simulated sensors read, with their noise and their gaps, as stored series. */
import { signalKey, type SignalDef, type SignalSeries } from '../../core/model/telemetry.ts'
import type { Random } from '../random.ts'
import type { Noise } from './noise.ts'
import type { Reading } from './signals.ts'

export class SensorLog {
  private readonly noise: Noise
  private readonly random: Random
  private readonly series = new Map<string, { readonly def: SignalDef; readonly tMs: number[]; readonly value: number[] }>()

  constructor(noise: Noise, random: Random) {
    this.noise = noise
    this.random = random
  }

  add(atMs: number, readings: readonly Reading[]): void {
    for (const reading of readings) this.put(reading.def, atMs, this.read(reading))
  }

  put(def: SignalDef, atMs: number, value: number | null): void {
    const key = signalKey(def)
    const known = this.series.get(key) ?? { def, tMs: [], value: [] }
    this.series.set(key, known)
    known.tMs.push(atMs)
    known.value.push(value ?? Number.NaN)
  }

  /** A reading as a sensor would give it; percentages stay percentages. */
  read({ def, value, isContinuous }: Reading): number | null {
    const isMissed = this.random.uniform() < this.noise.dropout
    const factor = 1 + this.noise.sensorSigma * this.random.normal()
    if (value === null || isMissed) return null
    if (!isContinuous || value === 0) return value
    const read = Math.max(0, value * factor)
    return def.unit === '%' && def.signal !== 'srv.cpu' ? Math.min(100, read) : read
  }

  /** Signals that never had a value say so. */
  stored(): readonly SignalSeries[] {
    return [...this.series.values()].map(({ def, tMs, value }) => {
      const hasValue = value.some((one) => !Number.isNaN(one))
      return { ...def, tMs: hasValue ? Float64Array.from(tMs) : new Float64Array(), value: hasValue ? Float64Array.from(value) : new Float64Array(), reason: hasValue ? (value.some(Number.isNaN) ? 'gap' : null) : 'not-supported' }
    })
  }
}
