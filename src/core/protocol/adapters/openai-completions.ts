/** OpenAI completions: a bare prompt without a chat template, so that its length is what was asked for. */
import { noHeaders, openAiCapabilities, plainPrompt, type Adapter } from './adapter.ts'
import { openAiOptions, readOpenAiEvent } from './openai-chat.ts'

export const openAiCompletions: Adapter = {
  api: 'openai-completions',
  framing: 'sse',
  mount: 'base',
  path: '/completions',
  headers: noHeaders,
  body: (wish, dialect) => ({ model: wish.model, prompt: plainPrompt(wish.messages), ...openAiOptions(wish, { ...dialect, maxTokensField: 'max_tokens' }) }),
  interpret: readOpenAiEvent,
  capabilities: openAiCapabilities,
}
