/** Another process that takes memory of the GPU under test while it is measured. */
import { eventOf, type Detector } from './detector.ts'
import { createHolds } from './hold.ts'

const mebibyte = 1_048_576
/** So much more than at the quietest instant so far counts as taken; this much or less as given back. */
export const takenBytes = { begin: 256 * mebibyte, end: 64 * mebibyte } as const
/** Processes are listed every few seconds: the first list that shows it decides. */
const times = { onMs: 0, offMs: 0 }

export function createTakenDetector(): Detector {
  const holdOf = createHolds(times)
  const least = new Map<string, number>()
  return (sample) => {
    const { def, atMs, value } = sample
    if (def.signal !== 'gpu.mem.others' || value === null) return null
    const key = `${def.source}/${def.device}`
    const base = Math.min(least.get(key) ?? value, value)
    least.set(key, base)
    const more = value - base
    const edge = holdOf(key)(atMs, more >= takenBytes.begin ? true : more <= takenBytes.end ? false : null)
    return edge === null ? null : eventOf(sample, edge.kind === 'begin' ? 'gpu-taken' : 'gpu-released', edge.atMs, edge.kind === 'begin' ? String(more) : null)
  }
}
