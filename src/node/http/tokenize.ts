/** Counts the tokens of texts with a server's own tokenizer (`/tokenize` of vLLM and llama.cpp). */
import { postJson, type JsonPost } from './post-json.ts'

export interface Tokenizer extends JsonPost {
  readonly model: string
}

/** Number of tokens of the text, without those that a template would add; null when the server doesn't say. Never rejects. */
export async function countTokensOf(text: string, tokenizer: Tokenizer): Promise<number | null> {
  try {
    // Each of the two servers takes its own name for the text and ignores the other.
    return countIn(JSON.parse(await postJson({ model: tokenizer.model, prompt: text, content: text, add_special_tokens: false, add_special: false }, tokenizer)))
  } catch {
    return null
  }
}

/** vLLM states a count, llama.cpp only lists the tokens. */
function countIn(answer: unknown): number | null {
  if (typeof answer !== 'object' || answer === null) return null
  if ('count' in answer && typeof answer.count === 'number' && Number.isInteger(answer.count)) return answer.count
  return 'tokens' in answer && Array.isArray(answer.tokens) ? answer.tokens.length : null
}
