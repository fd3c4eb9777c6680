/** NVML's reasons for a lowered clock, as bits of `gpu.throttle`. Source: NVML API reference, nvmlClocksEventReasons. */
export const throttleBits = {
  powerCap: 0x4,
  /** Hardware slowdown, software and hardware thermal slowdown. */
  thermal: 0x8 | 0x20 | 0x40,
  powerBrake: 0x80,
} as const
