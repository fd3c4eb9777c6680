/** Compiles a C file of a bench. */
import { spawnSync } from 'node:child_process'

/** Ends the process where there is no compiler, naming what wanted one. */
export function compileC(source: string, program: string, wantedBy: string): string {
  const { status, error } = spawnSync('cc', ['-O2', '-o', program, source], { stdio: 'inherit' })
  if (status === 0) return program
  process.stderr.write(`${wantedBy} needs a C compiler (cc). ${error?.message ?? ''}\n`)
  process.exit(1)
}
