/** How densely the failures of each class lie in time: counts by bin of the visible range. */
import { errorClassOf } from '../../../../core/analysis/errors.ts'
import type { ErrorClass } from '../../../../core/model/analysis.ts'
import { outcomes } from '../../../../core/model/outcome.ts'
import type { RequestColumns } from '../../../../core/model/request-columns.ts'
import type { Range } from '../../charts/timeline-store.ts'

export interface ErrorDensity {
  /** Failures by class, one count a bin. */
  readonly byClass: ReadonlyMap<ErrorClass, Uint32Array>
  /** The fullest bin of any class: what all heights are drawn against, so that classes compare. */
  readonly most: number
}

const classOf = outcomes.map(errorClassOf)

/** Failures have their place by their end: that is when they were noticed. */
export function errorDensity({ outcome, endAtMs }: RequestColumns, [fromMs, toMs]: Range, bins: number): ErrorDensity {
  const byClass = new Map<ErrorClass, Uint32Array>()
  let most = 0
  for (let i = 0; i < outcome.length; i += 1) {
    const errorClass = classOf[outcome[i]!] ?? null
    const atMs = endAtMs[i]!
    if (errorClass === null || !(atMs >= fromMs && atMs <= toMs)) continue
    const counts = byClass.get(errorClass) ?? new Uint32Array(bins)
    byClass.set(errorClass, counts)
    const bin = Math.min(bins - 1, Math.floor(((atMs - fromMs) / (toMs - fromMs)) * bins))
    counts[bin] = counts[bin]! + 1
    most = Math.max(most, counts[bin])
  }
  return { byClass, most }
}

/** An SVG path of bars in a box of `bins` × 1; an occupied bin never vanishes. */
export function densityPath(counts: Uint32Array, most: number): string {
  const least = 0.12
  let path = ''
  counts.forEach((count, i) => {
    if (count > 0) path += `M${i} 1V${(1 - Math.max(least, count / most)).toFixed(3)}H${i + 1}V1Z`
  })
  return path
}
