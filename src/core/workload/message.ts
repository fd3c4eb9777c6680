/** What is said in a request, as every source of prompts gives it. */

export interface Message {
  readonly role: 'system' | 'user' | 'assistant'
  readonly content: string
}

/** One entry of a prompt set or file. */
export interface PromptItem {
  /** Sent in the first request; ends with what the user says. */
  readonly messages: readonly Message[]
  /** What the user says next in a conversation, in order. */
  readonly followUps: readonly string[]
  /** The longest answer that the entry itself asks for, tokens; null = the plan's. */
  readonly outputTokens: number | null
}
