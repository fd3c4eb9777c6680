/** What is said in a request, as every source of prompts gives it. */

export interface Message {
  readonly role: 'system' | 'user' | 'assistant'
  readonly content: string
}

/** What a recorded trace says of a request: never its text. */
export interface TraceEntry {
  /** Since the trace's first request, ms. */
  readonly atMs: number
  readonly promptTokens: number
  /** The blocks that its prompt begins with; the same number is the same text, wherever it appears. */
  readonly blocks: readonly number[]
}

/** One entry of a prompt set or file. */
export interface PromptItem {
  /** Sent in the first request; ends with what the user says. */
  readonly messages: readonly Message[]
  /** What the user says next in a conversation, in order. */
  readonly followUps: readonly string[]
  /** The longest answer that the entry itself asks for, tokens; null = the plan's. */
  readonly outputTokens: number | null
  /** Set where the entry is one of a trace; `messages` is then empty and the prompt is made up to its measure. */
  readonly trace?: TraceEntry
}
