/** Waits for a condition instead of sleeping for a guess. */

/** Resolves with the first value that is not undefined, null or false; rejects after `timeoutMs`. */
export async function eventually<T>(read: () => T | undefined | null | false, timeoutMs = 10_000): Promise<T> {
  const untilMs = performance.now() + timeoutMs
  while (performance.now() < untilMs) {
    const value = read()
    if (value !== undefined && value !== null && value !== false) return value
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error(`Not within ${timeoutMs} ms: ${read.toString().slice(0, 200)}`)
}
