/** The meanings a hue may have, so that components name what they show and never a colour. */

/** A measured series; its stroke is the token `--c-<series>`. */
export type Series =
  | 'ttft'
  | 'tpot'
  | 'throughput'
  | 'inflight'
  | 'error'
  | 'gpu'
  | 'vram'
  | 'cpu'
  | 'memory'
  | 'power'
  | 'temp'
  | 'temp-warn'
  | 'temp-limit'
  | 'clock'
  | 'swap'

/** How good a figure is; always shown together with its word. */
export type Band = 'good' | 'acceptable' | 'poor' | 'bad'

/** A CSS colour for a series, for `style` props and SVG attributes. */
export const seriesColour = (series: Series): string => `var(--c-${series})`
