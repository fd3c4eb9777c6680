/** The shapes in which people keep prompts, and what is said about those that can't be read. */
import { describe, expect, it } from 'vitest'
import { parseDataset, type ParsedDataset } from '../../../../src/core/workload/import/dataset.ts'
import { itemFacts } from '../../../../src/core/workload/item-facts.ts'

function read(text: string, name: string): ParsedDataset {
  const parsed = parseDataset(text, name)
  if (!parsed.ok) throw new Error(parsed.error.code)
  return parsed.value
}
const prompts = (text: string, name: string): readonly (string | undefined)[] => read(text, name).items.map(({ messages }) => messages.at(-1)?.content)
const refusal = (text: string, name: string) => {
  const parsed = parseDataset(text, name)
  return parsed.ok ? null : parsed.error
}

describe('text', () => {
  it('has a prompt on each line that is not blank, whatever ends the lines', () => {
    expect(prompts('one\r\n\r\n two \rthree\n', 'p.txt')).toEqual(['one', 'two', 'three'])
  })
  it('is no text when it holds a zero byte', () => {
    expect(refusal('a\u0000b', 'p.txt')).toEqual({ code: 'binary', line: null })
  })
})

describe('JSON lines', () => {
  it.each(['prompt', 'question', 'instruction', 'query', 'input', 'text', 'content'])('take the prompt from "%s"', (key) => {
    expect(prompts(`${JSON.stringify({ [key]: 'Hi' })}\n`, 'p.jsonl')).toEqual(['Hi'])
  })

  it('name the line of each fault and keep the rest', () => {
    const { items, issues, issueCount, placeKind } = read('{"prompt":"a"}\n\nnope\n{"other":1}\n{"prompt":"  "}\n7\n{"messages":[{"role":"wizard","content":"x"}]}\n"b"', 'p.jsonl')
    expect(items).toHaveLength(2)
    expect([placeKind, issueCount]).toEqual(['line', 5])
    expect(issues).toEqual([
      { place: 3, code: 'not-json' }, { place: 4, code: 'no-prompt' }, { place: 5, code: 'empty' }, { place: 6, code: 'not-an-entry' }, { place: 7, code: 'bad-messages' },
    ])
  })

  it('join an instruction with what it is about, and take system prompt, turns and limit', () => {
    const { items } = read('{"instruction":"Translate","input":"Haus"}\n{"turns":["a","b"],"system_prompt":"S","max_tokens":"40"}', 'p.jsonl')
    expect(items[0]?.messages[0]?.content).toBe('Translate\n\nHaus')
    expect(items[1]).toEqual({ messages: [{ role: 'system', content: 'S' }, { role: 'user', content: 'a' }], followUps: ['b'], outputTokens: 40 })
  })

  it('send messages up to the last of the user', () => {
    const messages = [{ role: 'user', content: 'a' }, { role: 'assistant', content: 'b' }, { role: 'user', content: [{ type: 'text', text: 'c' }, { type: 'image_url' }] }, { role: 'assistant', content: 'd' }]
    expect(read(JSON.stringify({ messages }), 'p.jsonl').items[0]?.messages.map(({ content }) => content)).toEqual(['a', 'b', 'c'])
  })

  it('are recognised under any name, and as an OpenAI batch', () => {
    const batch = JSON.stringify({ custom_id: '1', method: 'POST', url: '/v1/chat/completions', body: { model: 'x', messages: [{ role: 'user', content: 'Hi' }], max_tokens: 7 } })
    const { format, items } = read(`${batch}\n${batch}`, 'batch.txt')
    expect([format, items.length, items[0]?.outputTokens]).toEqual(['openai-batch', 2, 7])
  })
})

describe('JSON', () => {
  it('is a list, or an object that holds one', () => {
    expect(prompts('["a", {"prompt": "b"}]', 'p.json')).toEqual(['a', 'b'])
    expect(prompts('{"data": [{"text": "a"}]}', 'p.json')).toEqual(['a'])
    expect(prompts('{"prompt": "a"}', 'p.json')).toEqual(['a'])
  })

  it('names the line where it breaks', () => {
    expect(refusal('[\n  "a",\n  "b"\n  "c"\n]', 'p.json')).toEqual({ code: 'bad-json', line: 4 })
    expect(refusal('12', 'p.json')).toEqual({ code: 'no-list', line: null })
  })

  it('reads ShareGPT talks as conversations to be had', () => {
    const talk = { id: 'x', conversations: [{ from: 'system', value: 'S' }, { from: 'human', value: 'a' }, { from: 'gpt', value: 'b' }, { from: 'human', value: 'c' }] }
    const { format, items, issues } = read(JSON.stringify([talk, { conversations: [{ from: 'gpt', value: 'x' }] }]), 'sharegpt.json')
    expect(format).toBe('sharegpt')
    expect(items).toEqual([{ messages: [{ role: 'system', content: 'S' }, { role: 'user', content: 'a' }], followUps: ['c'], outputTokens: null }])
    expect(issues).toEqual([{ place: 2, code: 'no-prompt' }])
    expect(itemFacts(items)).toMatchObject({ prompts: 1, conversations: 1, maxTurns: 2 })
  })
})

describe('files of something else', () => {
  it.each([
    ['{\n'.repeat(10_001), 'p.jsonl', 'too-many-faults'],
    ['x\n'.repeat(200_001), 'p.txt', 'too-many'],
    [`[${'0,'.repeat(10_001)}0]`, 'p.json', 'too-many-faults'],
    [`prompt,n\n${',1\n'.repeat(10_001)}`, 'p.csv', 'too-many-faults'],
  ])('are refused before they cost much (%#)', (text, name, code) => {
    expect(refusal(text, name)?.code).toBe(code)
  })
})

describe('CSV', () => {
  it('takes the known columns, with quotes, line breaks and any of the usual delimiters', () => {
    expect(prompts('id,Prompt,max_tokens\n1,"a ""b"", c\nd",5\n2,e,6\n', 'p.csv')).toEqual(['a "b", c\nd', 'e'])
    expect(prompts('id;question\r\n1;a, b\r\n', 'p.csv')).toEqual(['a, b'])
    expect(prompts('id\tinput\n1\ta\n', 'p.tsv')).toEqual(['a'])
    expect(prompts('just\none\ncolumn\n', 'p.csv')).toEqual(['just', 'one', 'column'])
  })

  it('names the line on which a faulty row begins', () => {
    expect(read('prompt,n\n"a\nb",1\n,2\n"open,3\nx', 'p.csv').issues).toEqual([{ place: 4, code: 'empty' }, { place: 5, code: 'open-quote' }])
    expect(refusal('a,b\n1,2\n', 'p.csv')).toEqual({ code: 'no-column', line: null })
  })
})
