/** Holds the two languages to each other, the error codes to their texts, and the window's code to the catalogue. */
import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseSync } from 'vite'
import { describe, expect, it } from 'vitest'
import { remoteIssueCodes } from '../../../../src/core/model/remote.ts'
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

function keyCount(value: unknown): number {
  if (typeof value === 'string') return 0
  return Object.values(value as Readonly<Record<string, unknown>>).reduce((sum: number, inner) => sum + 1 + keyCount(inner), 0)
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

  it('says every key once: of two, the parser silently takes the last', () => {
    for (const language of languages) {
      const text = readFileSync(new URL(`../../../../src/shared/i18n/${language}/${namespace}.json`, import.meta.url), 'utf8')
      const written = [...text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g)].filter(([, colon]) => colon !== undefined)
      expect(written).toHaveLength(keyCount(resources[language][namespace]))
    }
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

  it.each([...ipcErrorCodes, ...remoteIssueCodes.map((code) => `remote.${code}`), ...probeCodes.map((code) => `probe.${code}`)])('%s says what is wrong and what to do', (code) => {
    expect(everyProbeCodeIsListed).toBe(true)
    for (const part of ['title', 'hint']) {
      const key = `errors:${code}.${part}`
      expect([key, i18n.exists(key)]).toEqual([key, true])
      expect(i18n.t(key, { host: 'h', url: 'u', detail: 'd' })).not.toContain('{{')
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
    const keys = [...read(path).matchAll(/['"`]((?:common|frame|servers|plan|history|settings|errors|live|session|diagnosis|domain|report|menu|machine):[\w./-]+)['"`]/g)].map(([, key]) => key ?? '')
    expect(keys.filter((key) => !channels.has(key) && !i18n.exists(key, { count: 2 }))).toEqual([])
  })

  it.each(sources.filter((path) => path.endsWith('.tsx')))('%s has no text of its own', (path) => {
    const { program, errors } = parseSync(path, readFileSync(`${root}${path}`, 'utf8'), { lang: 'tsx' })
    expect(errors).toEqual([])
    expect(ownTexts(program).filter((text) => !isSameInEveryLanguage(text))).toEqual([])
  })

  it('would find text between tags and in attributes that are shown or read out', () => {
    const { program } = parseSync('a.tsx', `const a = <p title="Tip" className="b">Hello {t('x')} {'there'} <b id="c">{1}</b></p>`, { lang: 'tsx' })
    expect(ownTexts(program).toSorted()).toEqual(['Hello', 'Tip', 'there'])
  })
})

const shownAttributes: ReadonlySet<unknown> = new Set(['aria-label', 'title', 'placeholder', 'label', 'alt', 'description', 'hint', 'note', 'unit', 'message'])

type Node = Readonly<Record<string, unknown>> & { readonly type: string }
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value

/** Literal text of an attribute's value or of an expression between tags. */
function literal(value: unknown): readonly string[] {
  if (!isNode(value)) return []
  if (value.type === 'JSXExpressionContainer') return literal(value['expression'])
  return value.type === 'Literal' && typeof value['value'] === 'string' ? [value['value']] : []
}

/** Texts with letters that the page would show or read out as they stand in the code. */
function ownTexts(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(ownTexts)
  if (typeof value !== 'object' || value === null) return []
  const found: string[] = []
  if (isNode(value)) {
    if (value.type === 'JSXText') found.push(String(value['value']))
    if (value.type === 'JSXElement' || value.type === 'JSXFragment') found.push(...(value['children'] as readonly unknown[]).flatMap(literal))
    if (value.type === 'JSXAttribute' && shownAttributes.has((value['name'] as Node)['name'])) found.push(...literal(value['value']))
  }
  return [...found.map((text) => text.trim()).filter((text) => /\p{L}{2,}/u.test(text)), ...Object.values(value).flatMap(ownTexts)]
}

/** URLs, the names of the metrics and units of time. */
function isSameInEveryLanguage(text: string): boolean {
  return /^(https?:\/\/\S+|(TTFT|TPOT)( p\d+)?|ms|tok\/s)$/.test(text)
}
