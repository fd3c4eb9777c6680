// Everything set-up says goes to stderr, so that the command which follows keeps stdout to itself.

const startedAt = Date.now()

/** @param {string} text one line of progress */
export function say(text) {
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1).padStart(5)
  process.stderr.write(`[setup ${seconds}s] ${text}\n`)
}

/** A failure whose message already tells the reader what to do; shown without a stack. */
export class SetupError extends Error {
  /**
   * @param {string} message what went wrong
   * @param {string} advice what to do about it
   */
  constructor(message, advice) {
    super(`${message}\n  -> ${advice}`)
    this.name = 'SetupError'
  }
}
