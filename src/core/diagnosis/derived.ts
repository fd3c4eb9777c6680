/** What several rules and questions work with, worked out at most once a diagnosis. */
import { changesOn, type Changes } from './changes.ts'
import { disturbanceOf, type Disturbance } from './disturbance.ts'
import type { EvidenceInput, WindowFacts } from './evidence-input.ts'
import { growthOf, type Growth } from './growth.ts'
import type { DiagnosisLimits } from './limits.ts'
import { loadsOf, type Loads } from './loads.ts'

export interface Derived {
  /** Growing memory, the largest first. */
  readonly growth: readonly Growth[]
  /** Times at which the model was being loaded. */
  readonly loads: Loads
  /** Others on the processor before the run; null = nobody. */
  readonly disturbance: Disturbance | null
  /** What changed its level within a window. */
  readonly changesIn: (window: WindowFacts) => Changes
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null
  return () => (made ??= { value: make() }).value
}

/** Each part is made when a rule first asks for it. */
export function derive(input: EvidenceInput, limits: DiagnosisLimits): Derived {
  const [growth, loads, disturbance] = [once(() => growthOf(input, limits)), once(() => loadsOf(input, limits)), once(() => disturbanceOf(input, limits))]
  const scans = new Map<WindowFacts, Changes>()
  return {
    changesIn: (window) => {
      const scan = scans.get(window) ?? changesOn(window.fine)
      scans.set(window, scan)
      return scan
    },
    get growth() { return growth() },
    get loads() { return loads() },
    get disturbance() { return disturbance() },
  }
}
