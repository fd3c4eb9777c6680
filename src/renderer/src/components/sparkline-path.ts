/** Geometry of a sparkline, kept pure so that gaps and flat lines can be tested. */

const round = (value: number): number => Math.round(value * 100) / 100

/**
 * SVG path through equally spaced values in a `width` x `height` box, y downwards; a null leaves a gap, a lone value
 * becomes a dot (a zero-length line). The range is that of the values, or starts at zero with `fromZero`.
 * A flat line runs through the middle, or along the bottom where it is zero and `fromZero` is set.
 */
export const sparklinePath = (
  values: readonly (number | null)[],
  { width, height, fromZero }: { readonly width: number; readonly height: number; readonly fromZero: boolean },
): string => {
  const present = values.filter((value) => value !== null)
  if (present.length === 0) return ''
  const low = fromZero ? Math.min(0, ...present) : Math.min(...present)
  const high = Math.max(...present)
  const stepX = values.length > 1 ? width / (values.length - 1) : 0
  const yOf = (value: number): number => {
    if (high > low) return round(height - ((value - low) / (high - low)) * height)
    return fromZero ? height : height / 2
  }
  let path = ''
  values.forEach((value, index) => {
    if (value === null) return
    const isStart = (values[index - 1] ?? null) === null
    const isLone = isStart && (values[index + 1] ?? null) === null
    path += `${isStart ? 'M' : 'L'}${round(index * stepX)} ${yOf(value)}${isLone ? 'h0' : ''}`
  })
  return path
}
