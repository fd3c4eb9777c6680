/** Where a session stands in a series: the same plan several times, or two settings in turn, so that their difference can be told from chance. */

export const arms = ['A', 'B'] as const
/** One of the two things that are compared; a series of plain repeats has A only. */
export type Arm = (typeof arms)[number]

export interface SeriesPlace {
  /** The same for all sessions of a series. */
  readonly seriesId: string
  readonly arm: Arm
  /** From 1. */
  readonly repeat: number
  /** How many runs of each arm were asked for. */
  readonly repeats: number
  readonly armCount: 1 | 2
}

export const maxRepeats = 50
/** A run is pointed out when one of its figures is further than this from the median of its arm's runs. */
export const defaultDeviationShare = 0.1

/** Places in the order of the runs: A, B, A, B …; without a second arm A, A … */
export function seriesPlaces(seriesId: string, repeats: number, armCount: 1 | 2): readonly SeriesPlace[] {
  return Array.from({ length: repeats }, (_, i) => arms.slice(0, armCount).map((arm) => ({ seriesId, arm, repeat: i + 1, repeats, armCount }))).flat()
}

/** From 1, over both arms. */
export function seriesPosition({ arm, repeat, armCount }: SeriesPlace): number {
  return (repeat - 1) * armCount + arms.indexOf(arm) + 1
}

export function seriesLength({ repeats, armCount }: Pick<SeriesPlace, 'repeats' | 'armCount'>): number {
  return repeats * armCount
}

/** The golden ratio in 32 bits spreads neighbouring positions over all seeds. */
const spread = 0x9e37_79b9

/**
 * The seed of one run of a series, from the seed of its plan. Each run asks other prompts: with the same ones, a server that runs both arms
 * would answer the second from its prompt cache.
 */
export function seedOfRun(planSeed: number, place: SeriesPlace): number {
  return (planSeed + Math.imul(seriesPosition(place) - 1, spread)) >>> 0
}
