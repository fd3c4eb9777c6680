/** Short ids that sort by time: 50 bits of time in ms, 30 random bits, in Crockford's base 32 without I, L, O and U. */
import { randomInt } from 'node:crypto'
import type { SessionId } from '../../core/model/ids.ts'

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const timeDigits = 10
const randomDigits = 6

function encode(value: number, digits: number): string {
  let text = ''
  for (let rest = value, i = 0; i < digits; i += 1) {
    text = (alphabet[rest % 32] ?? '') + text
    rest = Math.floor(rest / 32)
  }
  return text
}

/** Told from a session's by its dash. `nowMs`: ms since the epoch. */
export function newSeriesId(nowMs: number): string {
  return `S-${newSessionId(nowMs)}`
}

/** Whether it has the form of a series' id. */
export function isSeriesId(id: string): boolean {
  return id.startsWith('S-')
}

/** `nowMs`: ms since the epoch. */
export function newSessionId(nowMs: number): SessionId {
  return (encode(Math.floor(nowMs), timeDigits) + encode(randomInt(32 ** randomDigits), randomDigits)) as SessionId
}
