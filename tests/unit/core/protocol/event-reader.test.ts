/** The text of an answer, kept for its tokens or for a conversation: the same whether an event is parsed or matched by its bytes. */
import { describe, expect, it } from 'vitest'
import { openAiChat } from '../../../../src/core/protocol/adapters/openai-chat.ts'
import { EventReader } from '../../../../src/core/protocol/event-reader.ts'
import { decodeUtf8 } from '../../../support/transcript.ts'

function read(deltas: readonly Readonly<Record<string, string>>[], keepText = true): EventReader {
  const reader = new EventReader(openAiChat.interpret, decodeUtf8, keepText)
  deltas.forEach((delta, atMs) => {
    const bytes = Buffer.from(JSON.stringify({ id: 'x', choices: [{ index: 0, delta }] }))
    reader.event(bytes, 0, bytes.length, false, atMs)
  })
  return reader
}

describe('kept text', () => {
  const thought = ['Let ', 'me\n', '"see" '].map((reasoning_content) => ({ reasoning_content }))
  const said = ['Hello ', 'wörld\t', '你好', ' \\o/', '."'].map((content) => ({ content }))

  it('holds content alone for a conversation, and reasoning too for counting', () => {
    const reader = read([...thought, ...said])
    expect(reader.content).toBe('Hello wörld\t你好 \\o/."')
    expect(reader.answerText).toBe('Let me\n"see" Hello wörld\t你好 \\o/."')
    expect(reader.chunkAtMs.length).toBe(8)
  })

  it('is left out where nobody asked for it', () => {
    const reader = read([...thought, ...said], false)
    expect([reader.content, reader.answerText]).toEqual(['', null])
  })

  it('is whole and in order over thousands of tokens, thought and said', () => {
    const thoughts = Array.from({ length: 2_000 }, (_, i) => `t${i}"\n`)
    const words = Array.from({ length: 2_000 }, (_, i) => (i % 500 === 7 ? `a/${i} ` : `w${i}ß🙂\\ `))
    const reader = read([...thoughts.map((reasoning_content) => ({ reasoning_content })), ...words.map((content) => ({ content }))])
    expect(reader.content).toBe(words.join(''))
    expect(reader.answerText).toBe(thoughts.join('') + words.join(''))
    expect(reader.chunkAtMs.length).toBe(4_000)
  })

  it('is given up as a whole where it grows too long', () => {
    const reader = read(Array.from({ length: 3 }, () => ({ content: 'a'.repeat(400_000) })))
    expect([reader.content, reader.answerText]).toEqual(['', null])
  })
})
