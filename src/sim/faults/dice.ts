/** Decides per request whether a fault strikes; the state that the shares and counts need lives here. */
import { createRandom } from '../random.ts'
import type { Random } from '../random.ts'
import type { Faults } from './faults.ts'

/** What happens to a generation request before it reaches the machine. */
export type Strike = 'none' | 'hang' | 'empty-stream' | 'http-500' | 'http-429' | 'oom'

/** Seeded dice: the same seed and the same order of requests give the same strikes. */
export class FaultDice {
  private readonly faults: Faults
  private readonly random: Random
  private requests = 0

  constructor(faults: Faults, seed: number) {
    this.faults = faults
    this.random = createRandom(seed ^ 0x5eed)
  }

  /** Called once for each generation request, in order of arrival. */
  roll(): Strike {
    const { faults } = this
    this.requests += 1
    // Both are drawn every time so that one share doesn't shift the other's sequence.
    const draw500 = this.random.uniform()
    const draw429 = this.random.uniform()
    if (faults.hangGenerate) return 'hang'
    if (faults.emptyStream) return 'empty-stream'
    if (faults.oomAfterRequests !== null && this.requests > faults.oomAfterRequests) return 'oom'
    if (draw500 < faults.http500Share) return 'http-500'
    if (draw429 < faults.http429Share) return 'http-429'
    return 'none'
  }
}
