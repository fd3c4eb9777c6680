/** The built-in sets of prompts by name: a purpose and a language. */

export const promptSetNames = [
  'chat-en', 'rag-en', 'code-en', 'summarise-en', 'reason-en', 'chat-zh', 'rag-zh', 'code-zh', 'summarise-zh', 'reason-zh',
] as const

export type PromptSetName = (typeof promptSetNames)[number]
