/** Holds the two languages to each other, the error codes to their texts, and the window's code to the catalogue. */
import { readFileSync } from 'node:fs'
import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { ProbeError } from '../../../../src/core/model/server.ts'
import { callNames, eventNames } from '../../../../src/shared/ipc/channels.ts'
import { ipcErrorCodes } from '../../../../src/shared/ipc/envelope.ts'
import { createI18n, i18nOptions, languages, type Language } from '../../../../src/shared/i18n/index.ts'

const { resources } = i18nOptions
const namespaces = Object.keys(resources.en) as readonly (keyof typeof resources.en)[]

type Leaf = readonly [key: string, text: string]

function leaves(value: unknown, path = ''): readonly Leaf[] {
  if (typeof value === 'string') return [[path, value]]
  return Object.entries(value as Readonly<Record<string, unknown>>).flatMap(([key, inner]) => leaves(inner, path === '' ? key : `${path}.${key}`))
}

/** English has two plural forms, Chinese one. */
const withoutPlural = (key: string): string => key.replace(/_(one|other)$/, '')
const keysOf = (language: Language, namespace: (typeof namespaces)[number]): readonly string[] =>
  [...new Set(leaves(resources[language][namespace]).map(([key]) => withoutPlural(key)))].toSorted()
const placeholders = (text: string): readonly string[] => [...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name ?? ''))].toSorted()

describe.each(namespaces)('catalogue %s', (namespace) => {
  it('has the same keys in every language', () => {
    for (const language of languages) expect(keysOf(language, namespace)).toEqual(keysOf('en', namespace))
  })

  it('has no empty text, and every plural has its general form', () => {
    for (const language of languages) {
      const all = leaves(resources[language][namespace])
      const keys = new Set(all.map(([key]) => key))
      expect(all.filter(([, text]) => text.trim() === '' && text !== '' && text !== ' ').map(([key]) => key)).toEqual([])
      expect([...keys].filter((key) => key.endsWith('_one') && !keys.has(`${withoutPlural(key)}_other`))).toEqual([])
    }
  })

  it('uses the same parameters in every language', () => {
    const english = new Map(leaves(resources.en[namespace]))
    const differing = leaves(resources['zh-CN'][namespace])
      .filter(([key, text]) => english.has(key) && placeholders(text).join() !== placeholders(english.get(key) ?? '').join())
      .map(([key]) => key)
    expect(differing).toEqual([])
  })
})

const probeCodes = ['refused', 'timeout', 'dns', 'auth', 'not-openai', 'html', 'loading', 'tls', 'bad-url', 'other'] as const satisfies readonly ProbeError['code'][]
type Unlisted = Exclude<ProbeError['code'], (typeof probeCodes)[number]>
const everyProbeCodeIsListed: Unlisted extends never ? true : never = true

describe.each(languages)('error texts in %s', (language) => {
  const i18n = createI18n(language)

  it.each([...ipcErrorCodes, ...probeCodes.map((code) => `probe.${code}`)])('%s says what is wrong and what to do', (code) => {
    expect(everyProbeCodeIsListed).toBe(true)
    for (const part of ['title', 'hint']) {
      const key = `errors:${code}.${part}`
      expect([key, i18n.exists(key)]).toEqual([key, true])
      expect(i18n.t(key, { host: 'h', url: 'u' })).not.toContain('{{')
    }
  })
})

const root = fileURLToPath(new URL('../../../../src/renderer/src/', import.meta.url))
const sources = globSync('**/*.{ts,tsx}', { cwd: root })
const read = (path: string): string => readFileSync(`${root}${path}`, 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '')

/** They look like keys. */
const channels: ReadonlySet<string> = new Set([...callNames, ...eventNames])

describe('the code of the window', () => {
  const i18n = createI18n('en')

  it.each(sources)('%s names only keys that exist', (path) => {
    const keys = [...read(path).matchAll(/['"`]((?:common|frame|servers|plan|history|settings|errors|live|session|domain|report|menu):[\w./-]+)['"`]/g)].map(([, key]) => key ?? '')
    expect(keys.filter((key) => !channels.has(key) && !i18n.exists(key, { count: 2 }))).toEqual([])
  })

  it.each(sources.filter((path) => path.endsWith('.tsx')))('%s has no text of its own', (path) => {
    // Text between tags, and in attributes that are read out or shown.
    const source = read(path)
    const between = [...source.matchAll(/(?<![=-])>([^<>{}=;()]*\p{L}{2,}[^<>{}=;()]*)<\/?[\w>]/gu)].map(([, text]) => text?.trim() ?? '')
    const attributes = [...source.matchAll(/\b(?:aria-label|title|placeholder|label|alt|description|hint)="([^"]*\p{L}{2,}[^"]*)"/gu)].map(([, text]) => text ?? '')
    // URLs and the names of the metrics are the same in every language; `return` stands between two elements of code.
    expect([...between, ...attributes].filter((text) => !/^(https?:\/\/.*|(TTFT|TPOT)( p\d+)?|return)$/.test(text))).toEqual([])
  })
})
