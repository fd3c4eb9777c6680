/** How often the client reported on itself while a window lasted. */
import type { Count } from './counts.ts'
import type { EvidenceInput, WindowFacts } from './evidence-input.ts'

/** Reports of the window's stage; of a window without a stage, all. */
export function reportsOf({ stored }: EvidenceInput, { stage }: WindowFacts): Count {
  return { n: stored.clientSamples.filter((sample) => stage === null || sample.stage === stage || sample.stage === null).length, of: 'samples' }
}
