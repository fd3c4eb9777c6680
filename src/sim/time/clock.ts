/** The monotonic clock every process on this machine shares, so that logged times compare across processes. */

/** Nanoseconds of the system's monotonic clock; exact up to 104 days of uptime, then to a few ns. */
export function nowNs(): number {
  return Number(process.hrtime.bigint())
}

/** The same clock in ms. */
export function nowMs(): number {
  return nowNs() / 1e6
}
