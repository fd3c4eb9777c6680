/** Where results go: files are written whole or not at all, `-` is standard output. */
import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { writeFileAtomicSync } from '../node/files/atomic-write-sync.ts'
import { ArgumentError } from './argument-error.ts'
import { exitCodes } from './exit-codes.ts'

/** Before a measurement: a result that can't be written later would be noticed too late. */
export function assertWritable(file: string): void {
  if (file === '-') return
  try {
    accessSync(dirname(resolve(file)), constants.W_OK)
    if (existsSync(file)) accessSync(file, constants.W_OK)
    if (existsSync(file) && statSync(file).isDirectory()) throw new ArgumentError('isFolder', { file })
  } catch (error) {
    if (error instanceof ArgumentError) throw error
    throw new ArgumentError('unwritable', { file, detail: error instanceof Error ? error.message : String(error) })
  }
}

export function writeResult(file: string, text: string): void {
  if (file === '-') {
    process.stdout.write(text)
    return
  }
  try {
    writeFileAtomicSync(file, text)
  } catch (error) {
    if (error instanceof ArgumentError) throw error
    throw new ArgumentError('unwritable', { file, detail: error instanceof Error ? error.message : String(error) }, null, exitCodes.failed)
  }
}

export function writeJson(file: string, value: unknown): void {
  writeResult(file, `${JSON.stringify(value, null, 2)}\n`)
}
