/** Files are untrusted: whatever they hold, reading them ends in prompts, named faults or a refusal. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csvRows } from '../../../src/core/workload/import/csv.ts'
import { parseDataset } from '../../../src/core/workload/import/dataset.ts'
import { issueCodes } from '../../../src/core/workload/import/entry.ts'

const names = fc.constantFrom('a.txt', 'a.jsonl', 'a.json', 'a.csv', 'a.tsv', 'a', 'x.JSON', '')
const roles = fc.constantFrom('user', 'assistant', 'system', 'human', 'gpt', '__proto__', 'constructor', '')
const message = fc.record({ role: roles, from: roles, content: fc.oneof(fc.string(), fc.jsonValue()), value: fc.string() }, { requiredKeys: [] })
const keys = fc.constantFrom('prompt', 'messages', 'conversations', 'turns', 'body', 'input', 'instruction', 'max_tokens', '__proto__', 'data')
const entry = fc.dictionary(keys, fc.oneof(fc.jsonValue(), fc.array(message), fc.array(fc.string())))
const file = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.json(),
  fc.array(entry).map((list) => JSON.stringify(list)),
  fc.array(fc.oneof(entry.map((value) => JSON.stringify(value)), fc.string())).map((lines) => lines.join('\n')),
  fc.array(fc.constantFrom('"', ',', ';', '\n', '\r', 'prompt', 'a', '\t', '""')).map((parts) => parts.join('')),
)

describe('any file', () => {
  it('is read without a throw, and every prompt ends with something that the user says', () => {
    fc.assert(fc.property(file, names, (text, name) => {
      const parsed = parseDataset(text, name)
      if (!parsed.ok) return
      const { items, issues, issueCount } = parsed.value
      expect(issueCount).toBeGreaterThanOrEqual(issues.length)
      for (const { place, code } of issues) {
        expect(place).toBeGreaterThanOrEqual(1)
        expect(issueCodes).toContain(code)
      }
      for (const { messages, followUps, outputTokens } of items) {
        expect(messages.at(-1)?.role).toBe('user')
        expect(messages.at(-1)?.content.trim()).not.toBe('')
        expect(followUps.every((text_) => typeof text_ === 'string')).toBe(true)
        expect(outputTokens === null || (Number.isInteger(outputTokens) && outputTokens >= 1)).toBe(true)
      }
    }), { numRuns: 3000 })
  })

  it('of JSON lines keeps each prompt as it was written', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter((value) => value.trim() !== '' && !value.includes('\u0000'))
    fc.assert(fc.property(fc.array(text, { minLength: 1, maxLength: 20 }), (prompts) => {
      const parsed = parseDataset(prompts.map((prompt) => JSON.stringify({ prompt })).join('\n'), 'p.jsonl')
      expect(parsed.ok && parsed.value.items.map(({ messages }) => messages[0]?.content)).toEqual(prompts)
    }))
  })
})

describe('a table', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', 'b', ',', '"', '\n', '\r', ' ', 'é'), maxLength: 8 })
  const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }).filter((cells) => cells.some((text) => text.trim() !== '')), { maxLength: 6 })

  it('comes back as it was written with every cell quoted', () => {
    fc.assert(fc.property(table, fc.constantFrom('\n', '\r\n'), (rows, lineEnd) => {
      const text = rows.map((cells) => cells.map((value) => `"${value.replaceAll('"', '""')}"`).join(',')).join(lineEnd)
      expect([...csvRows(text, ',')].map(({ cells }) => cells)).toEqual(rows)
      expect([...csvRows(text, ',')].every(({ isClosed }) => isClosed)).toBe(true)
    }))
  })
})
