/** What sets a request apart from an ordinary warm one, so that its figures are read with that in mind. */

export const requestLabelKinds = ['cold-start', 'prefix-cached', 'prompt-truncated', 'context-full', 'thinking-inline', 'server-disagrees'] as const

export type RequestLabelKind = (typeof requestLabelKinds)[number]

export type RequestLabel =
  /** The model was loaded for it. */
  | { readonly kind: 'cold-start'; readonly loadMs: number }
  /** Share of its prompt (0..1) that the server took from its cache. */
  | { readonly kind: 'prefix-cached'; readonly share: number }
  /** The server read far fewer prompt tokens than were sent: the rest did not fit into its context. */
  | { readonly kind: 'prompt-truncated'; readonly plannedTokens: number; readonly readTokens: number }
  /** The answer ended before its forced length because the context was full. */
  | { readonly kind: 'context-full'; readonly outputTokens: number }
  /** Its thinking came inside the answer, between `<think>` tags, not in a field of its own. */
  | { readonly kind: 'thinking-inline' }
  /** Client and server tell different times of the same span; `difference` is relative, above 0. */
  | { readonly kind: 'server-disagrees'; readonly figure: 'decode' | 'prefill'; readonly clientMs: number; readonly serverMs: number; readonly difference: number }

/** How often each label was given in a session, and what it rests on. */
export interface ServerNotes {
  /** All requests, warm-ups included: that is where a model is loaded. */
  readonly requests: number
  readonly byLabel: Partial<Record<RequestLabelKind, number>>
  /** Requests whose decode speed could be held against the server's own. */
  readonly compared: number
  readonly maxLoadMs: number | null
}
