/** Script mode: exact times for the chunks of one answer, independent of the batch model. */
import type { BreakKind, StreamBreak } from '../faults/faults.ts'

/** An answer whose every write has a due time. */
export type ScriptPlan = {
  /** Due time of each write, ms after the request body was fully received; not descending, at least one. */
  readonly offsetsMs: readonly number[]
  /** Content chunks joined in each write. */
  readonly chunksPerWrite: number
  readonly streamBreak: StreamBreak | null
  /** Answer with this status instead of a stream. */
  readonly httpStatus: number | null
}

const maxWrites = 100_000
const maxDelayMs = 3_600_000
const breakKinds: readonly BreakKind[] = ['reset', 'eof', 'in-stream-error', 'stall', 'malformed']

/** An evenly spaced answer of `writes` writes. */
export function evenScript(firstTokenMs: number, gapMs: number, writes: number): ScriptPlan {
  return parseScript({ firstTokenMs, gapsMs: { gapMs, count: writes - 1 } })
}

/** Reads the `dyno_script` of a request; throws RangeError with the reason when it isn't one. */
export function parseScript(value: unknown): ScriptPlan {
  const object = asObject(value, 'script')
  const firstTokenMs = numberIn(object['firstTokenMs'], 'firstTokenMs', 0, maxDelayMs)
  const chunksPerWrite = wholeIn(object['chunksPerWrite'] ?? 1, 'chunksPerWrite', 1, 1000)
  const offsetsMs = [firstTokenMs]
  let offsetMs = firstTokenMs
  for (const gapMs of readGaps(object)) {
    offsetMs += gapMs
    offsetsMs.push(offsetMs)
  }
  return { offsetsMs, chunksPerWrite, ...readError(object['error']) }
}

function readGaps(object: Readonly<Record<string, unknown>>): readonly number[] {
  const gaps = object['gapsMs'] ?? (object['gapMs'] === undefined ? [] : object)
  if (Array.isArray(gaps)) {
    if (gaps.length >= maxWrites) throw new RangeError(`gapsMs may have at most ${maxWrites - 1} entries`)
    return gaps.map((gap, index) => numberIn(gap, `gapsMs[${index}]`, 0, maxDelayMs))
  }
  const even = asObject(gaps, 'gapsMs')
  const gapMs = numberIn(even['gapMs'], 'gapMs', 0, maxDelayMs)
  return Array.from({ length: wholeIn(even['count'], 'count', 0, maxWrites - 1) }, () => gapMs)
}

function readError(value: unknown): Pick<ScriptPlan, 'streamBreak' | 'httpStatus'> {
  if (value === undefined || value === null) return { streamBreak: null, httpStatus: null }
  const object = asObject(value, 'error')
  const name = object['kind']
  const status = typeof name === 'string' ? /^http-([45]\d\d)$/u.exec(name)?.[1] : undefined
  if (status !== undefined) return { streamBreak: null, httpStatus: Number(status) }
  const kind = breakKinds.find((known) => known === name)
  if (kind === undefined) throw new RangeError(`error.kind must be one of ${breakKinds.join(', ')} or http-4xx, http-5xx`)
  const afterChunks = wholeIn(object['afterChunks'] ?? 0, 'error.afterChunks', 0, maxWrites)
  return { streamBreak: { kind, afterChunks }, httpStatus: null }
}

function asObject(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) throw new RangeError(`${name} must be an object`)
  return value as Readonly<Record<string, unknown>>
}

function numberIn(value: unknown, name: string, min: number, max: number): number {
  if (typeof value !== 'number' || !(value >= min && value <= max)) {
    throw new RangeError(`${name} must be a number from ${min} to ${max}`)
  }
  return value
}

function wholeIn(value: unknown, name: string, min: number, max: number): number {
  const number = numberIn(value, name, min, max)
  if (!Number.isInteger(number)) throw new RangeError(`${name} must be a whole number`)
  return number
}
