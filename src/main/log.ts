/** The app's log: a small file that never holds a key, for the details that a person copies into a bug report. */
import { appendFileSync, renameSync, statSync } from 'node:fs'

const MAX_BYTES = 2 * 1024 * 1024

/** Blanks what looks like a credential, whoever wrote it. */
export function redact(text: string): string {
  return text
    .replace(/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, '$1 [redacted]')
    .replace(/("?(?:api[_-]?key|authorization|token|password|secret)"?\s*[:=]\s*)"?[^\s",}]+"?/gi, '$1[redacted]')
    .replace(/\b(sk|hf|gsk)[-_][\w-]{8,}/g, '[redacted]')
}

export function createLog(file: string): (message: string) => void {
  return (message) => {
    try {
      if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > MAX_BYTES) renameSync(file, `${file}.1`)
      appendFileSync(file, `${new Date().toISOString()} ${redact(message)}\n`, { mode: 0o600 })
    } catch {
      // A log that can't be written must not stop a measurement.
    }
  }
}
