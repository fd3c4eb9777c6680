/** What the verdicts of all layers share: their form, and the sentence about the lightest load that did not hold. */
import type { Band, Verdict } from '../model/analysis.ts'
import type { Level } from './levels.ts'

export type Params = Readonly<Record<string, number | string>>

export function verdict(layer: Verdict['layer'], name: string, band: Band | null, params: Params): Verdict {
  return { layer, band, key: `domain:verdict.${layer}.${name}`, params }
}

/** A sentence of its own (`domain:verdict.brokenFailed` or `.brokenUnanswered`) for the lightest load that broke. */
export function brokenParams(levels: readonly Level[]): Params {
  const level = levels.find(({ broken }) => broken === 'failed') ?? levels.find(({ broken }) => broken !== null)
  if (level === undefined) return {}
  const failed = level.broken === 'failed' ? { brokenShare: level.failed / level.ended, brokenFailed: level.failed, brokenEnded: level.ended } : {}
  return { broken: level.broken ?? '', brokenUsers: level.users, ...failed }
}
