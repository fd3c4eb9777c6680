/** SVG path data from points in pixels; one decimal is finer than any screen. */

export interface Point {
  readonly x: number
  readonly y: number
}

const px = (value: number) => (Math.round(value * 10) / 10).toString()

/** Runs of neighbouring points; a null starts a new one. */
export function runs(points: readonly (Point | null)[]): readonly (readonly Point[])[] {
  const all: Point[][] = []
  let current: Point[] | null = null
  for (const point of points) {
    if (point === null) {
      current = null
      continue
    }
    if (current === null) {
      current = []
      all.push(current)
    }
    current.push(point)
  }
  return all
}

/** A line through each run; a lone point becomes a dot through its round cap. */
export function linePath(points: readonly (Point | null)[]): string {
  return runs(points)
    .map((run) => (run.length === 1 ? `M${px(run[0]!.x)} ${px(run[0]!.y)}h0` : run.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${px(x)} ${px(y)}`).join('')))
    .join('')
}

/** Each value holds until the next point. */
export function stepPath(points: readonly (Point | null)[]): string {
  return runs(points).map((run) => run.map(({ x, y }, i) => (i === 0 ? `M${px(x)} ${px(y)}` : `H${px(x)}V${px(y)}`)).join('')).join('')
}

/** The area between a line and `baseY`. */
export function areaPath(points: readonly (Point | null)[], baseY: number): string {
  return runs(points)
    .filter((run) => run.length > 1)
    .map((run) => `M${px(run[0]!.x)} ${px(baseY)}${run.map(({ x, y }) => `L${px(x)} ${px(y)}`).join('')}L${px(run.at(-1)!.x)} ${px(baseY)}Z`)
    .join('')
}

/** The band between two lines of equal length; null in one of them is a gap in both. */
export function bandPath(lower: readonly (Point | null)[], upper: readonly (Point | null)[]): string {
  const both = lower.map((point, i) => (point === null || (upper[i] ?? null) === null ? null : { x: point.x, y: i }))
  return runs(both)
    .filter((run) => run.length > 1)
    .map((run) => {
      const there = run.map(({ y: i }) => upper[i]!)
      const back = run.map(({ y: i }) => lower[i]!).reverse()
      return `M${[...there, ...back].map(({ x, y }) => `${px(x)} ${px(y)}`).join('L')}Z`
    })
    .join('')
}

/** Round dots as zero-length strokes in one path; dots on the same pixel are drawn once. */
export function dotPath(points: readonly Point[]): string {
  const seen = new Set<string>()
  for (const { x, y } of points) seen.add(`M${Math.round(x * 2) / 2} ${Math.round(y * 2) / 2}h0`)
  return [...seen].join('')
}

/** Small crosses; those on the same pixel are drawn once. */
export function crossPath(points: readonly Point[], arm = 3): string {
  const seen = new Set<string>()
  for (const { x, y } of points) seen.add(`M${Math.round(x) - arm} ${Math.round(y) - arm}l${arm * 2} ${arm * 2}m0-${arm * 2}l-${arm * 2} ${arm * 2}`)
  return [...seen].join('')
}
