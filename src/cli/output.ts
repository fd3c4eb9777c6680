/** Where results go: files are written whole or not at all, `-` is standard output. */
import { writeFileAtomicSync } from '../node/files/atomic-write-sync.ts'
import { CliError } from './exit-codes.ts'

export function writeResult(file: string, text: string): void {
  if (file === '-') {
    process.stdout.write(text)
    return
  }
  try {
    writeFileAtomicSync(file, text)
  } catch (error) {
    throw new CliError(`Can't write ${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

export function writeJson(file: string, value: unknown): void {
  writeResult(file, `${JSON.stringify(value, null, 2)}\n`)
}
