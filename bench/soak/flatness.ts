/** Whether memory stays level: a robust slope over the number of requests, the start-up left out. */
import { trendOf } from '../../src/core/stats/index.ts'

export interface MemorySample {
  readonly atS: number
  readonly requests: number
  readonly rssBytes: Readonly<Record<string, number>>
}

export interface Flatness {
  readonly process: string
  readonly samples: number
  readonly firstMib: number
  readonly medianMib: number
  readonly lastMib: number
  readonly maxMib: number
  /** Theil–Sen, MiB for each 100,000 requests. */
  readonly mibPer100k: number
}

const MIB = 2 ** 20
/** Share of the requests at the start that is left out. */
const settling = 0.1

/** One row a process; those without three samples after the start are left out. */
export function flatness(samples: readonly MemorySample[], names: readonly string[]): readonly Flatness[] {
  const total = samples.at(-1)?.requests ?? 0
  const settled = samples.filter(({ requests }) => requests >= total * settling)
  return names.flatMap((name) => {
    const points = settled.flatMap(({ requests, rssBytes }) => (rssBytes[name] === undefined ? [] : [[requests / 100_000, rssBytes[name] / MIB] as const]))
    const trend = trendOf(points)
    if (trend === null) return []
    const mib = points.map(([, value]) => value)
    return [{ process: name, samples: points.length, firstMib: mib[0] ?? Number.NaN, medianMib: trend.median, lastMib: mib.at(-1) ?? Number.NaN, maxMib: Math.max(...mib), mibPer100k: trend.slope }]
  })
}
