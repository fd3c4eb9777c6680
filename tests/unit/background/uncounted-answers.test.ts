/** Which answers wait for the tokenizer, and what becomes of them. */
import { describe, expect, it } from 'vitest'
import { UncountedAnswers } from '../../../src/background/uncounted-answers.ts'
import type { RequestRecord } from '../../../src/core/model/request.ts'
import { readTranscript, replay } from '../../support/transcript.ts'

const counted = replay(readTranscript('llamacpp-chat-stream'))
const estimated: RequestRecord = { ...counted, tokenSource: 'chunks', outputTokens: 3 }
const words = (text: string): Promise<number> => Promise.resolve(text.split(' ').length)
const still = (): number => 0

describe('answers without a count', () => {
  it('get the tokenizer\'s, and say so', async () => {
    const answers = new UncountedAnswers()
    answers.add({ ...estimated, index: 4 }, 'one two three four')
    expect(await answers.recount(words, still)).toEqual([{ ...estimated, index: 4, outputTokens: 4, tokenSource: 'server-tokenizer' }])
  })

  it('are not wanted any more once the server was seen to count, nor kept when they failed', async () => {
    const answers = new UncountedAnswers()
    expect(answers.wanted).toBe(true)
    answers.add({ ...estimated, outcome: 'truncated' }, 'half')
    answers.add(estimated, null)
    expect(answers.wanted).toBe(true)
    answers.add(counted, 'a')
    expect(answers.wanted).toBe(false)
    expect(await answers.recount(words, still)).toEqual([])
  })

  it('stay estimates after the first that the tokenizer refuses, and when the time is up', async () => {
    const answers = new UncountedAnswers()
    for (const text of ['a', 'b c', 'd e f']) answers.add(estimated, text)
    expect(await answers.recount((text) => (text === 'b c' ? Promise.resolve(null) : words(text)), still)).toHaveLength(1)
    let nowMs = 0
    expect(await answers.recount(words, () => (nowMs += 6000))).toHaveLength(1)
  })
})
