/** The prompts of the files that the window has shown, until a run needs them. The window holds no more than a digest. */
import { previewOf, type DatasetAnswer } from '../core/workload/dataset-preview.ts'
import type { PromptItem } from '../core/workload/message.ts'
import type { Workload } from '../core/model/workload.ts'
import { readDataset, type LoadedDataset } from '../node/files/read-dataset.ts'

/** Files that are kept at once: the one in the form and the one before. */
const maxKept = 2

export class Datasets {
  readonly #kept = new Map<string, LoadedDataset>()

  /** Reads a file's bytes; nothing is kept of one without prompts. */
  read(fileName: string, bytes: Uint8Array): DatasetAnswer {
    const read = readDataset(bytes, fileName)
    if (!read.ok) return { kind: 'refused', fileName, refusal: read.error }
    const dataset = read.value
    this.#kept.delete(dataset.sha256)
    if (dataset.items.length > 0) this.#kept.set(dataset.sha256, dataset)
    for (const sha256 of this.#kept.keys()) if (this.#kept.size > maxKept) this.#kept.delete(sha256)
    return { kind: 'read', preview: previewOf(dataset) }
  }

  /** The prompts that a plan names: none where it makes them up, null where the file is not here any more. */
  promptsOf({ source }: Workload): readonly PromptItem[] | null {
    if (source?.kind !== 'dataset') return []
    const dataset = this.#kept.get(source.sha256)
    return dataset?.items.length === source.count ? dataset.items : null
  }
}
