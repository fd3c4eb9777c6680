/** How much a run's level differs when the same run is repeated: what one run can't tell, and repeats can. */
import type { ComparedMetric } from '../model/comparison.ts'
import type { DrawnFigure } from './figures.ts'

/** Standard deviation of a run's level that is allowed for while nothing is known of it; first tokens hang on how requests happen to meet. */
export const usualSpread: Readonly<Record<ComparedMetric, number>> = {
  ttftP50Ms: 0.04, ttftP95Ms: 0.06, tpotP50Ms: 0.02, tpotP95Ms: 0.02, e2eP50Ms: 0.02, outputTokensPerS: 0.02, completedQps: 0.02, goodputPerS: 0.02,
  errorRate: 0.3, grossJPerToken: 0.02,
}

/** The allowance counts as much as so many repeats. */
const worth = 4

function mean(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0) / values.length
}

/** Variance of the logarithms of draws: the part of a figure's uncertainty that its own requests tell. */
function ownVariance(logs: Float64Array): number {
  const middle = logs.reduce((sum, one) => sum + one, 0) / logs.length
  return logs.reduce((sum, one) => sum + (one - middle) ** 2, 0) / (logs.length - 1)
}

/**
 * The allowance, moved towards what the repeats show: `groups` are figures of sessions of one setting each. Their requests' own chance is
 * taken off, so that short runs do not count as restless ones.
 */
export function spreadOf(metric: ComparedMetric, groups: readonly (readonly DrawnFigure[])[]): number {
  const usual = usualSpread[metric]
  const repeated = groups.map((group) => group.filter(({ value, logs }) => value !== null && value > 0 && logs !== null)).filter(({ length }) => length > 1)
  const degrees = repeated.reduce((sum, { length }) => sum + length - 1, 0)
  if (degrees === 0) return usual
  const squares = repeated.reduce((sum, group) => {
    const logs = group.map(({ value }) => Math.log(value!))
    const middle = mean(logs)
    return sum + logs.reduce((total, log) => total + (log - middle) ** 2, 0)
  }, 0)
  const own = mean(repeated.flat().map(({ logs }) => ownVariance(logs!)))
  return Math.sqrt((worth * usual ** 2 + degrees * Math.max(0, squares / degrees - own)) / (worth + degrees))
}
