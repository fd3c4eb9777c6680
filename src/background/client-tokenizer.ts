/** Counts tokens with a vocabulary of our own where no server does: near to most models' counts, but never the model's own. */

/** Counting works in slices, so that a process that counts still answers. */
const sliceMs = 20

/** Loaded when first needed and kept: a vocabulary takes half a second and some 70 MB. */
let loading: Promise<(text: string) => number> | null = null

async function load(): Promise<(text: string) => number> {
  const { countTokens } = await import('gpt-tokenizer/encoding/o200k_base')
  // What looks like a control token is text here.
  const asText = { disallowedSpecial: new Set<string>() }
  return (text) => countTokens(text, asText)
}

/** A counter for `UncountedAnswers`; it answers null where the vocabulary can't be loaded or used. */
export function clientTokenizer(): (text: string) => Promise<number | null> {
  let sliceStartMs = performance.now()
  return async (text) => {
    try {
      loading ??= load()
      const count = await loading
      if (performance.now() - sliceStartMs > sliceMs) {
        await new Promise((resolve) => setImmediate(resolve))
        sliceStartMs = performance.now()
      }
      return count(text)
    } catch {
      return null
    }
  }
}
