/** Calls about the user's own prompts. */
import type { Datasets } from '../../datasets.ts'
import type { Handlers } from '../answer-call.ts'

export function datasetHandlers(datasets: Datasets): Pick<Handlers, 'datasets:read'> {
  return { 'datasets:read': ({ fileName, bytes }) => ({ ok: true, value: datasets.read(fileName, bytes) }) }
}
