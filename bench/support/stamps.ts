/** Which of the two ways of stamping a bench measures: `--stamps kernel|client|both`. */
import { kernelAddon } from '../../src/node/http/kernel-addon.ts'
import type { StampedBy } from '../../src/core/model/client-health.ts'

/** What a bench's parseArgs needs. */
export const stampsOption = { stamps: { type: 'string', default: 'kernel' } } as const

/** The ways in the order in which they are measured. Ends the process where the kernel's is wanted and the addon is missing. */
export function stampsOf(text: string): readonly StampedBy[] {
  if (text !== 'kernel' && text !== 'client' && text !== 'both') {
    process.stderr.write('--stamps is kernel, client or both.\n')
    process.exit(2)
  }
  if (text !== 'client' && kernelAddon() === null) {
    process.stderr.write('The addon for kernel stamps is missing: run  node scripts/setup.mjs, or give  --stamps client\n')
    process.exit(1)
  }
  return text === 'both' ? ['kernel', 'client'] : [text]
}

/** For engines that are started from now on, in this process and its children. */
export function useStamps(stampedBy: StampedBy): void {
  process.env['LLM_DYNO_STAMPS'] = stampedBy
}
