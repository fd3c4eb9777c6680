/** Reads the `Retry-After` header: seconds or a date. */

/** The wait that a server asks for, ms; null when it says nothing that can be read. */
export function retryAfterMs(value: string | undefined, wallNowMs: number): number | null {
  if (value === undefined) return null
  if (/^\d{1,9}(?:\.\d{1,6})?$/u.test(value.trim())) return Number(value) * 1000
  const at = Date.parse(value)
  return Number.isNaN(at) ? null : Math.max(0, at - wallNowMs)
}
