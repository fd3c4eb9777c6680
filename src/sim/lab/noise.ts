/** How restless the simulated machine and its sensors are. */

export type NoiseLevel = 'low' | 'medium' | 'high'

export const noiseLevels: readonly NoiseLevel[] = ['low', 'medium', 'high']

export interface Noise {
  /** Log-normal shape of step times. */
  readonly stepSigma: number
  /** Relative deviation of a sensor's reading. */
  readonly sensorSigma: number
  /** Share of samples that a sensor misses. */
  readonly dropout: number
  /** Mean CPU use of other programs, % of the machine; it wanders around this. */
  readonly backgroundCpuPercent: number
  /** Deviation of the client's stamps, ms. */
  readonly clientJitterMs: number
}

export const noiseOf: Readonly<Record<NoiseLevel, Noise>> = {
  low: { stepSigma: 0.03, sensorSigma: 0.01, dropout: 0, backgroundCpuPercent: 1, clientJitterMs: 0.1 },
  medium: { stepSigma: 0.08, sensorSigma: 0.03, dropout: 0.005, backgroundCpuPercent: 3, clientJitterMs: 0.5 },
  high: { stepSigma: 0.18, sensorSigma: 0.08, dropout: 0.02, backgroundCpuPercent: 5, clientJitterMs: 1.5 },
}
