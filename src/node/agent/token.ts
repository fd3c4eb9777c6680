/** Compares tokens in constant time, whatever their lengths. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** Shorter ones could be guessed. */
export const minTokenLength = 16

export function newToken(): string {
  return randomBytes(24).toString('base64url')
}

/** Checks `Authorization: Bearer …`. */
export function tokenCheck(token: string): (header: string | undefined) => boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  const wanted = digest(`Bearer ${token}`)
  return (header) => timingSafeEqual(digest(header ?? ''), wanted)
}
