/** Token counts of an answer, and their OpenAI form. */

/** Token counts of an answer. */
export type Usage = {
  readonly promptTokens: number
  readonly cachedTokens: number
  readonly outputTokens: number
  readonly reasoningTokens: number
}

/** Usage in the shape of the OpenAI interface. */
export function usageFields(usage: Usage, outputTokens = usage.outputTokens): Readonly<Record<string, unknown>> {
  return {
    prompt_tokens: usage.promptTokens,
    completion_tokens: outputTokens,
    total_tokens: usage.promptTokens + outputTokens,
    prompt_tokens_details: { cached_tokens: usage.cachedTokens },
    completion_tokens_details: { reasoning_tokens: Math.min(usage.reasoningTokens, outputTokens) },
  }
}
