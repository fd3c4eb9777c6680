/** Files shown in the window stay in main until a run needs them, and no longer. */
import { describe, expect, it } from 'vitest'
import type { Workload } from '../../../src/core/model/workload.ts'
import { Datasets } from '../../../src/main/datasets.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const workloadOf = (answer: ReturnType<Datasets['read']>): Workload => {
  if (answer.kind !== 'read') throw new Error(answer.refusal.code)
  const { name, format, sha256, facts } = answer.preview
  return { shape: 'custom', promptTokens: 1, outputTokens: 1, source: { kind: 'dataset', name, format, sha256, count: facts.prompts } }
}

describe('datasets', () => {
  it('gives a plan the prompts of the file that it names', () => {
    const datasets = new Datasets()
    const workload = workloadOf(datasets.read('p.txt', bytes('one\ntwo')))
    expect(datasets.promptsOf(workload)?.map(({ messages }) => messages[0]?.content)).toEqual(['one', 'two'])
  })

  it('has none for plans without a file, and says when the file is not here', () => {
    const datasets = new Datasets()
    expect(datasets.promptsOf({ shape: 'custom', promptTokens: 1, outputTokens: 1 })).toEqual([])
    expect(datasets.promptsOf(workloadOf(new Datasets().read('p.txt', bytes('one'))))).toBeNull()
  })

  it('keeps the last two files', () => {
    const datasets = new Datasets()
    const [a, b, c] = ['a', 'b', 'c'].map((text) => workloadOf(datasets.read('p.txt', bytes(text)))) as [Workload, Workload, Workload]
    expect([a, b, c].map((workload) => datasets.promptsOf(workload) !== null)).toEqual([false, true, true])
  })

  it('names a file without its folder and shows no more than the beginning of a prompt', () => {
    const answer = new Datasets().read('/home/me/p.txt', bytes('x'.repeat(5000)))
    expect(answer).toMatchObject({ kind: 'read', preview: { name: 'p.txt', facts: { prompts: 1 } } })
    if (answer.kind === 'read') expect(answer.preview.rows[0]?.text.length).toBeLessThan(300)
  })

  it.each([
    [bytes('a\u0000'), 'binary'],
    [Uint8Array.of(0xff, 0xfe, 0x41), 'not-utf8'],
    [new Uint8Array(32 * 1024 * 1024 + 1), 'too-large'],
  ])('refuses what is no list of prompts (%#)', (content, code) => {
    expect(new Datasets().read('p.txt', content)).toMatchObject({ kind: 'refused', refusal: { code } })
  })
})
