/** The events' reasons for a lowered clock in the groups that rules tell apart, as bits of `gpu.throttle`. Source: NVML API reference, nvmlClocksEventReasons. */
import { throttleBits as reasons } from '../events/throttle.ts'

export const throttleBits = {
  powerCap: 0x4,
  thermal: reasons['hw-slowdown'] | reasons['sw-thermal'] | reasons['hw-thermal'],
  powerBrake: reasons['power-brake'],
} as const
