/** Holds the renderer's style sheets to “tokens only”: no literal colour, size or duration, and no misspelt token. */
import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { definedTokens } from './read-tokens.ts'

const root = fileURLToPath(new URL('../../../../src/renderer/src/', import.meta.url))
const sheets = globSync('**/*.css', { cwd: root }).filter((path) => !path.endsWith('tokens.css'))
const sources = globSync('**/*.{ts,tsx}', { cwd: root })
const read = (path: string): string => readFileSync(`${root}${path}`, 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '')
/** The tokens, and the properties that a component declares for itself in its sheet or its `style` props. */
const known = new Set([
  ...definedTokens(),
  ...[...sheets, ...sources].flatMap((path) => [...read(path).matchAll(/(--[\w-]+)['"\]]*\s*:/g)].map(([, name]) => name ?? '')),
])

describe('style sheets', () => {
  it('are found', () => {
    expect(sheets.length).toBeGreaterThan(20)
  })

  it.each(sheets)('%s uses tokens for every colour, length and duration', (path) => {
    // The conditions of media and container queries can't hold a variable.
    const rules = read(path).replaceAll(/@(?:media|container)[^{]*\{/g, '{')
    const literals = [...rules.matchAll(/#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch)a?\([^)]*\)|(?<![\w-])(?!0s)[\d.]+(?:px|rem|ms|s)\b/gi)]
    expect(literals.map(([literal]) => literal)).toEqual([])
  })

  it.each([...sheets, ...sources])('%s names only properties that somebody defines', (path) => {
    const unknown = [...read(path).matchAll(/var\((--[\w-]+)\s*[),]/g)]
      .map(([, name]) => name ?? '')
      .filter((name) => !known.has(name) && !name.startsWith('--radix-'))
    expect(unknown).toEqual([])
  })
})
