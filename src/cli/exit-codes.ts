/** What the command line answers to the shell. */
export const exitCodes = { done: 0, failed: 1, badArguments: 2, sloMissed: 3, stopped: 130 } as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** An error whose message is all a person needs; no stack is shown. */
export class CliError extends Error {
  readonly exitCode: ExitCode

  constructor(message: string, exitCode: ExitCode = exitCodes.failed) {
    super(message)
    this.exitCode = exitCode
  }
}
