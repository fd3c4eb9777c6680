/** The rules of tags, as the contract has them. */
export const maxTags = 20
export const maxTagLength = 40

/** The tags with the typed one added: trimmed, once, not beyond the limits. */
export function withTag(tags: readonly string[], text: string): readonly string[] {
  const tag = text.trim().slice(0, maxTagLength)
  return tag === '' || tags.includes(tag) || tags.length >= maxTags ? tags : [...tags, tag]
}
