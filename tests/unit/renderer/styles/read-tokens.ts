/** Reads tokens.css as data, so that tests can judge the palette a person will see. */
import { readFileSync } from 'node:fs'

export type Theme = 'dark' | 'light'
export type Rgb = readonly [red: number, green: number, blue: number]

const css = readFileSync(new URL('../../../../src/renderer/src/styles/tokens.css', import.meta.url), 'utf8')

/** The plain (not media-bound) part of the sheet: everything before the first `@media`. */
const plain = css.slice(0, css.indexOf('@media'))

const blockAfter = (sheet: string, selector: string): string => {
  const start = sheet.indexOf(selector)
  if (start < 0) throw new Error(`tokens.css has no rule for ${selector}`)
  return sheet.slice(start, sheet.indexOf('}', start))
}

const declarations = (block: string): ReadonlyMap<string, string> =>
  new Map([...block.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map((m) => [m[1] ?? '', (m[2] ?? '').trim()]))

/** All tokens of one theme; `contrast: 'more'` lays the high-contrast overrides over it. */
export const themeTokens = (theme: Theme, contrast: 'normal' | 'more' = 'normal'): ReadonlyMap<string, string> => {
  const selector = `:root[data-theme='${theme}'] {`
  const base = declarations(blockAfter(plain, selector))
  if (contrast === 'normal') return base
  const more = css.slice(css.indexOf('prefers-contrast: more'))
  return new Map([...base, ...declarations(blockAfter(more, selector))])
}

/** Every custom property that the sheet defines anywhere. */
export const definedTokens = (): ReadonlySet<string> => new Set(declarations(css).keys())

/** The colour of an opaque `#rrggbb` token. Throws where the token is missing or written differently. */
export const rgbOf = (tokens: ReadonlyMap<string, string>, name: string): Rgb => {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/.exec(tokens.get(name) ?? '')
  if (hex === null) throw new Error(`${name} is not an opaque hex colour: ${tokens.get(name) ?? 'missing'}`)
  return [parseInt(hex[1] ?? '', 16), parseInt(hex[2] ?? '', 16), parseInt(hex[3] ?? '', 16)]
}

/** A translucent `rgb(r g b / a)` token laid over an opaque colour. */
export const layOver = (tokens: ReadonlyMap<string, string>, name: string, under: Rgb): Rgb => {
  const wash = /^rgb\((\d+) (\d+) (\d+) \/ ([\d.]+)\)$/.exec(tokens.get(name) ?? '')
  if (wash === null) throw new Error(`${name} is not a translucent colour: ${tokens.get(name) ?? 'missing'}`)
  const alpha = Number(wash[4])
  const mix = (index: 0 | 1 | 2): number => Number(wash[index + 1]) * alpha + under[index] * (1 - alpha)
  return [mix(0), mix(1), mix(2)]
}
