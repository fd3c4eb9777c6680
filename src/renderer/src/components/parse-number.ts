/** Reads what people type as a number, including full-width digits from a Chinese input method. */

/** The number, or null where the text isn't one (also for an empty box). Spaces and grouping commas are ignored. */
export const parseNumber = (text: string): number | null => {
  const plain = text
    .normalize('NFKC')
    .replaceAll(/[\s_]/g, '')
    .replaceAll(/,(?=\d{3}(\D|$))/g, '')
  if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain)) return null
  const value = Number(plain)
  return Number.isFinite(value) ? value : null
}

/** One step up or down, kept on the grid of `step` and inside the limits; an empty box starts at the lower limit. */
export const stepNumber = (
  value: number | null,
  direction: 1 | -1,
  { step, min, max }: { readonly step: number; readonly min: number; readonly max: number },
): number => {
  if (value === null) return Number.isFinite(min) ? min : 0
  const grid = Number.isFinite(min) ? min : 0
  const steps = (value - grid) / step
  const next = grid + step * (direction === 1 ? Math.floor(steps + 1e-9) + 1 : Math.ceil(steps - 1e-9) - 1)
  return Math.min(max, Math.max(min, Number(next.toPrecision(12))))
}
