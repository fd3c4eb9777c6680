/** Whatever is written in the Prometheus format is read back, and no text at all breaks the reader. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parsePrometheus } from '../../../src/core/server-metrics/prometheus.ts'

const name = fc.stringMatching(/^[a-zA-Z_:][a-zA-Z0-9_:]{0,12}$/)
const labelName = fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_]{0,8}$/).filter((key) => key !== '__proto__')
// Without −0: no server means it.
const value = fc.oneof(fc.double().map((x) => x + 0), fc.integer())
const sample = fc.record({ name, labels: fc.dictionary(labelName, fc.string({ unit: 'grapheme' }), { maxKeys: 4, noNullPrototype: true }), value })

const escaped = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
const written = (n: number) => (Number.isNaN(n) ? 'NaN' : n === Infinity ? '+Inf' : n === -Infinity ? '-Inf' : String(n))
function line(one: { readonly name: string; readonly labels: Readonly<Record<string, string>>; readonly value: number }, spaced: boolean): string {
  const pairs = Object.entries(one.labels).map(([key, text]) => `${key}="${escaped(text)}"`)
  const labels = pairs.length === 0 ? '' : `{${pairs.join(spaced ? ' , ' : ',')}${spaced ? ' ' : ''}}`
  return `${one.name}${labels} ${written(one.value)}${spaced ? ' 1700000000000' : ''}`
}

it('reads back what was written, with labels, escapes, time stamps and comments', () => {
  fc.assert(fc.property(fc.array(sample), fc.boolean(), (samples, spaced) => {
    const usable = samples.filter(({ labels }) => Object.values(labels).every((text) => !/[\r\u2028\u2029]/.test(text)))
    const text = usable.flatMap((one) => [`# HELP ${one.name} any words`, `# TYPE ${one.name} gauge`, line(one, spaced)]).join('\n')
    expect(parsePrometheus(text)).toEqual(usable)
  }))
})

it('reads any text without throwing, and finds only whole samples in it', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
    for (const one of parsePrometheus(text)) expect([typeof one.value, one.name.length > 0]).toEqual(['number', true])
  }))
})

it.each(['a{b="c"', 'a{b=c} 1', 'a{b="c"}1', 'a one', '{b="c"} 1', 'a', 'a{b="c" d="e"} 1'])('passes over a broken line: %s', (broken) => {
  expect(parsePrometheus(`${broken}\nok 1`)).toEqual([{ name: 'ok', labels: {}, value: 1 }])
})
