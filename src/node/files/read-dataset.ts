/** From the bytes of the user's file to prompts with their proof: size, digest, what was left out. */
import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { datasetBounds, parseDataset, type DatasetRefusal, type ParsedDataset } from '../../core/workload/import/dataset.ts'
import { err, ok, type Result } from '../../core/result.ts'

export interface LoadedDataset extends ParsedDataset {
  /** The file's name without its folder. */
  readonly name: string
  readonly sizeBytes: number
  /** Of the file's bytes, hexadecimal: what `sha256sum` says. */
  readonly sha256: string
}

const maxNameLength = 255

export function readDataset(bytes: Uint8Array, fileName: string): Result<LoadedDataset, DatasetRefusal> {
  if (bytes.byteLength > datasetBounds.maxBytes) return err({ code: 'too-large', line: null })
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return err({ code: 'not-utf8', line: null })
  }
  const name = basename(fileName).slice(-maxNameLength)
  const parsed = parseDataset(text, name)
  if (!parsed.ok) return parsed
  return ok({ ...parsed.value, name, sizeBytes: bytes.byteLength, sha256: createHash('sha256').update(bytes).digest('hex') })
}

export async function readDatasetFile(path: string): Promise<Result<LoadedDataset, DatasetRefusal>> {
  try {
    if ((await stat(path)).size > datasetBounds.maxBytes) return err({ code: 'too-large', line: null })
    return readDataset(await readFile(path), path)
  } catch {
    return err({ code: 'unreadable', line: null })
  }
}
