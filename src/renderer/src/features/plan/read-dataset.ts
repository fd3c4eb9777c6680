/** Hands a file's bytes to main, which reads them; its path never comes here. */
import type { DatasetAnswer } from '../../../../core/workload/dataset-preview.ts'
import { datasetBounds } from '../../../../core/workload/import/dataset.ts'
import type { IpcResult } from '../../../../shared/ipc/envelope.ts'
import { bench } from '../../api.ts'

export async function readDataset(file: File): Promise<IpcResult<DatasetAnswer>> {
  const refused = (code: 'too-large' | 'unreadable'): IpcResult<DatasetAnswer> => ({ ok: true, value: { kind: 'refused', fileName: file.name, refusal: { code, line: null } } })
  // A large file is not even read.
  if (file.size > datasetBounds.maxBytes) return refused('too-large')
  try {
    return await bench.call['datasets:read']({ fileName: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })
  } catch {
    // A folder that was dropped, or a file that is gone.
    return refused('unreadable')
  }
}
