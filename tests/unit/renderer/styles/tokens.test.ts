/** Holds the palette to its promises: legible in both themes, and told apart by people who see colour differently. */
import { describe, expect, it } from 'vitest'
import { contrastRatio, seenDistance, type Vision } from './colour-science.ts'
import { layOver, rgbOf, themeTokens, type Theme } from './read-tokens.ts'

const THEMES: readonly Theme[] = ['dark', 'light']
const GROUNDS = ['--c-bg', '--c-card', '--c-raised'] as const
const TEXTS = ['--c-text', '--c-text-2', '--c-text-muted'] as const
const STATES = ['--c-hover', '--c-selected'] as const
const STROKES = [
  '--c-ttft',
  '--c-tpot',
  '--c-throughput',
  '--c-inflight',
  '--c-error',
  '--c-gpu',
  '--c-vram',
  '--c-cpu',
  '--c-memory',
  '--c-power',
  '--c-temp',
  '--c-temp-warn',
  '--c-temp-limit',
  '--c-clock',
  '--c-swap',
  '--c-axis',
  ...[1, 2, 3, 4, 5, 6, 7, 8].map((place) => `--c-run-${place}`),
]
const BANDS = ['--c-good', '--c-acceptable', '--c-poor', '--c-bad'] as const

/** Series that share one lane or one strip of figures, and so must be told apart. */
const NEIGHBOURS = [
  ['--c-ttft', '--c-tpot'],
  ['--c-tpot', '--c-throughput'],
  ['--c-ttft', '--c-throughput'],
  ['--c-ttft', '--c-error'],
  ['--c-tpot', '--c-error'],
  ['--c-throughput', '--c-inflight'],
  ['--c-inflight', '--c-error'],
  ['--c-gpu', '--c-vram'],
  ['--c-gpu', '--c-cpu'],
  ['--c-cpu', '--c-memory'],
  ['--c-power', '--c-temp'],
  ['--c-power', '--c-clock'],
  ['--c-temp-warn', '--c-temp-limit'],
  ['--c-good', '--c-bad'],
  ['--c-good', '--c-poor'],
  // Sessions laid over each other: those with the same dash, and the first ones among themselves.
  ['--c-run-1', '--c-run-2'],
  ['--c-run-1', '--c-run-3'],
  ['--c-run-2', '--c-run-3'],
  ['--c-run-2', '--c-run-4'],
  ['--c-run-3', '--c-run-4'],
  ['--c-run-1', '--c-run-5'],
  ['--c-run-2', '--c-run-6'],
  ['--c-run-3', '--c-run-7'],
  ['--c-run-4', '--c-run-8'],
] as const
const VISIONS: readonly Vision[] = ['normal', 'protan', 'deutan', 'tritan']

/** All pairs below `least`, as sentences, so that a failure names the token to change. */
const tooFaint = (tokens: ReadonlyMap<string, string>, names: readonly string[], grounds: readonly string[], least: number): readonly string[] =>
  names.flatMap((name) =>
    grounds.flatMap((ground) => {
      const ratio = contrastRatio(rgbOf(tokens, name), rgbOf(tokens, ground))
      return ratio < least ? [`${name} on ${ground}: ${ratio.toFixed(2)}`] : []
    }),
  )

describe('the WCAG ratio itself', () => {
  it('is 21 for black on white and 4.54 for #767676 on white', () => {
    expect(contrastRatio([0, 0, 0], [255, 255, 255])).toBeCloseTo(21, 5)
    expect(contrastRatio([0x76, 0x76, 0x76], [255, 255, 255])).toBeCloseTo(4.54, 2)
  })
})

describe.each(THEMES)('%s theme', (theme) => {
  const tokens = themeTokens(theme)

  it('defines the same tokens as the other theme', () => {
    const other = themeTokens(theme === 'dark' ? 'light' : 'dark')
    expect([...tokens.keys()].toSorted()).toEqual([...other.keys()].toSorted())
  })

  it('has text of at least 4.5:1 on every surface and row state', () => {
    expect(tooFaint(tokens, TEXTS, [...GROUNDS, ...STATES], 4.5)).toEqual([])
  })

  it('has chart strokes and control outlines of at least 3:1', () => {
    expect(tooFaint(tokens, [...STROKES, '--c-control', '--c-focus'], GROUNDS, 3)).toEqual([])
  })

  it('has band words of at least 4.5:1, also on their own wash', () => {
    expect(tooFaint(tokens, BANDS, GROUNDS, 4.5)).toEqual([])
    for (const band of BANDS) {
      for (const ground of GROUNDS) {
        const wash = layOver(tokens, `${band}-wash`, rgbOf(tokens, ground))
        expect(contrastRatio(rgbOf(tokens, band), wash), `${band} on its wash over ${ground}`).toBeGreaterThanOrEqual(4.5)
      }
    }
  })

  it('has legible buttons', () => {
    expect(tooFaint(tokens, ['--c-on-primary'], ['--c-primary', '--c-primary-hover'], 4.5)).toEqual([])
    expect(tooFaint(tokens, ['--c-on-danger'], ['--c-danger-fill', '--c-danger-fill-hover'], 4.5)).toEqual([])
  })

  it.each(VISIONS)('keeps neighbouring series apart for %s vision', (vision) => {
    const alike = NEIGHBOURS.flatMap(([one, other]) => {
      const distance = seenDistance(rgbOf(tokens, one), rgbOf(tokens, other), vision)
      return distance < 8 ? [`${one} and ${other}: ${distance.toFixed(1)}`] : []
    })
    expect(alike).toEqual([])
  })

  it('raises text to at least 7:1 where the system asks for more contrast', () => {
    expect(tooFaint(themeTokens(theme, 'more'), TEXTS, GROUNDS, 7)).toEqual([])
  })
})
