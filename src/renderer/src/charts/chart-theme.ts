/** The design tokens as a canvas can use them, and word when they change. */
import type { Series } from '../components/index.ts'

/** One of several sessions that are laid over each other. */
export const runInks = ['run-1', 'run-2', 'run-3', 'run-4', 'run-5', 'run-6', 'run-7', 'run-8'] as const
export type RunInk = (typeof runInks)[number]
export type Ink = Series | RunInk | 'muted'

export interface ChartTheme {
  readonly font: string
  readonly ink: Readonly<Record<Ink, string>>
  readonly axis: string
  readonly grid: string
  readonly line: string
  readonly card: string
  readonly text: string
  readonly crosshair: string
  readonly stageOdd: string
  readonly stageEven: string
  readonly brush: string
  readonly focus: string
  readonly bandAlpha: number
}

const inks: readonly Ink[] = [
  'ttft', 'tpot', 'throughput', 'inflight', 'error', 'gpu', 'vram', 'cpu', 'memory', 'power', 'temp', 'temp-warn', 'temp-limit', 'clock', 'swap', 'muted', ...runInks,
]

/** Reads the tokens that hold now. */
export function readChartTheme(): ChartTheme {
  const style = getComputedStyle(document.documentElement)
  const token = (name: string): string => style.getPropertyValue(name).trim()
  const ink = Object.fromEntries(inks.map((name) => [name, token(name === 'muted' ? '--c-text-muted' : `--c-${name}`)])) as Record<Ink, string>
  return {
    font: getComputedStyle(document.body).fontFamily,
    ink,
    axis: token('--c-axis'),
    grid: token('--c-grid'),
    line: token('--c-line-strong'),
    card: token('--c-card'),
    text: token('--c-text'),
    crosshair: token('--c-crosshair'),
    stageOdd: token('--c-stage-odd'),
    stageEven: token('--c-stage-even'),
    brush: token('--c-brush'),
    focus: token('--c-focus'),
    bandAlpha: Number(token('--a-band')) || 0.2,
  }
}

/** A `#rrggbb` colour with an alpha; other notations come back as they are. */
export function withAlpha(colour: string, alpha: number): string {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour)
  if (hex === null) return colour
  const [red, green, blue] = hex.slice(1).map((part) => parseInt(part, 16))
  return `rgb(${red} ${green} ${blue} / ${alpha})`
}

/** Calls back after the theme, the contrast or the forced colours changed. Returns a function that stops. */
export function watchTheme(listener: () => void): () => void {
  const observer = new MutationObserver(listener)
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'class'] })
  const queries = ['(prefers-contrast: more)', '(forced-colors: active)', '(prefers-color-scheme: dark)'].map((query) => matchMedia(query))
  for (const query of queries) query.addEventListener('change', listener)
  return () => {
    observer.disconnect()
    for (const query of queries) query.removeEventListener('change', listener)
  }
}
