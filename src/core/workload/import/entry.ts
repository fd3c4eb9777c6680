/** Makes a prompt of one entry of a file, under the many names that people and tools give to the same thing. */
import { isFields } from '../../protocol/error-text.ts'
import type { Message, PromptItem } from '../message.ts'

/** Why an entry is left out. The last line is about traces. */
export const issueCodes = [
  'not-json', 'not-an-entry', 'no-prompt', 'empty', 'too-long', 'bad-messages', 'open-quote',
  'not-a-request', 'bad-timestamp', 'bad-input-length', 'bad-output-length', 'bad-hash-ids',
] as const
export type IssueCode = (typeof issueCodes)[number]

type Fields = Readonly<Record<string, unknown>>

/** Keys of a plain prompt, most telling first. */
export const promptKeys: readonly string[] = ['prompt', 'question', 'instruction', 'query', 'input', 'text', 'content', 'user', 'message', 'goal']
const systemKeys = ['system', 'system_prompt'] as const
const limitKeys = ['max_completion_tokens', 'max_tokens', 'max_output_tokens', 'output_tokens', 'output_length'] as const
const maxLimit = 65_536

/** A text, a list of messages, or an object of any known shape. */
export function itemOfEntry(entry: unknown, maxChars: number): PromptItem | IssueCode {
  if (typeof entry === 'string') return plainItem(entry, null, [], null, maxChars)
  if (Array.isArray(entry)) return itemOfMessages(entry, null, null, maxChars)
  return isFields(entry) ? itemOfFields(entry, maxChars) : 'not-an-entry'
}

export function itemOfFields(entry: Fields, maxChars: number): PromptItem | IssueCode {
  const fields = isFields(entry['body']) ? entry['body'] : entry
  const system = textUnder(fields, systemKeys)
  const limit = limitOf(fields)
  const talk = fields['conversations'] ?? fields['conversation']
  if (Array.isArray(talk)) return itemOfTalk(talk, system, limit, maxChars)
  const list = [fields['messages'], fields['prompt'], fields['input']].find(isMessageList)
  if (list !== undefined) return itemOfMessages(list, system, limit, maxChars)
  const turns = [fields['turns'], fields['prompt']].find(isTextList)
  if (turns !== undefined) return plainItem(turns[0] ?? '', system, turns.slice(1), limit, maxChars)
  if (Array.isArray(fields['messages'])) return 'bad-messages'
  const prompt = textUnder(fields, promptKeys)
  if (prompt === null) return promptKeys.some((key) => typeof fields[key] === 'string') ? 'empty' : 'no-prompt'
  // The Alpaca form keeps what the instruction is about apart.
  const about = typeof fields['instruction'] === 'string' && prompt === fields['instruction'] ? textUnder(fields, ['input', 'context']) : null
  return plainItem(about === null ? prompt : `${prompt}\n\n${about}`, system, [], limit, maxChars)
}

/** All messages up to the last that the user says are the prompt; what was answered to it is not sent. */
function itemOfMessages(list: readonly unknown[], system: string | null, limit: number | null, maxChars: number): PromptItem | IssueCode {
  const messages = list.map(messageOf)
  if (messages.length === 0 || messages.includes(null)) return 'bad-messages'
  const known = messages as readonly Message[]
  const last = known.findLastIndex(({ role }) => role === 'user')
  if (last < 0) return 'no-prompt'
  const opening = known.slice(0, last + 1)
  const isInstructed = opening[0]?.role === 'system'
  return checked({ messages: system === null || isInstructed ? opening : [{ role: 'system', content: system }, ...opening], followUps: [], outputTokens: limit }, maxChars)
}

/** A recorded talk: what the person said first is the prompt, the rest are the turns to come. */
function itemOfTalk(list: readonly unknown[], system: string | null, limit: number | null, maxChars: number): PromptItem | IssueCode {
  const messages = list.map(messageOf).filter((message) => message !== null)
  const said = messages.filter(({ role }) => role === 'user').map(({ content }) => content)
  const first = said[0]
  if (first === undefined) return list.length === 0 || messages.length === 0 ? 'bad-messages' : 'no-prompt'
  return plainItem(first, system ?? messages.find(({ role }) => role === 'system')?.content ?? null, said.slice(1), limit, maxChars)
}

function plainItem(prompt: string, system: string | null, followUps: readonly string[], limit: number | null, maxChars: number): PromptItem | IssueCode {
  const user: Message = { role: 'user', content: prompt }
  return checked({ messages: system === null ? [user] : [{ role: 'system', content: system }, user], followUps: followUps.filter((text) => text.trim() !== ''), outputTokens: limit }, maxChars)
}

function checked(item: PromptItem, maxChars: number): PromptItem | IssueCode {
  if (item.messages.at(-1)?.content.trim() === '') return 'empty'
  const chars = item.messages.reduce((total, { content }) => total + content.length, 0) + item.followUps.reduce((total, text) => total + text.length, 0)
  return chars > maxChars ? 'too-long' : item
}

const roles: Readonly<Record<string, Message['role']>> = {
  system: 'system', developer: 'system', user: 'user', human: 'user', prompter: 'user', assistant: 'assistant', gpt: 'assistant', chatgpt: 'assistant', bot: 'assistant', model: 'assistant',
}

function messageOf(value: unknown): Message | null {
  if (!isFields(value)) return null
  const name = value['role'] ?? value['from']
  const role = typeof name === 'string' && Object.hasOwn(roles, name.toLowerCase()) ? roles[name.toLowerCase()] : undefined
  const content = contentText(value['content'] ?? value['value'] ?? value['text'])
  return role === undefined || content === null ? null : { role, content }
}

/** Parts that are no text (pictures) are left out. */
function contentText(content: unknown): string | null {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return null
  const texts = content.map((part: unknown) => (isFields(part) && typeof part['text'] === 'string' ? part['text'] : null)).filter((text) => text !== null)
  return texts.length === 0 ? null : texts.join('\n')
}

function isMessageList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length > 0 && value.every(isFields)
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((text) => typeof text === 'string')
}

function textUnder(fields: Fields, keys: readonly string[]): string | null {
  for (const key of keys) {
    const value = Object.hasOwn(fields, key) ? fields[key] : undefined
    if (typeof value === 'string' && value.trim() !== '') return value
  }
  return null
}

function limitOf(fields: Fields): number | null {
  for (const key of limitKeys) {
    const value = typeof fields[key] === 'string' ? Number(fields[key]) : fields[key]
    if (typeof value === 'number' && Number.isInteger(value) && value >= 1) return Math.min(maxLimit, value)
  }
  return null
}
